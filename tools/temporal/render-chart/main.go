// Renders a Helm chart as Helm's own engine does, as far as our chart goes: text/template with sprig's functions,
// include, toYaml and nothing that would ask a cluster. It is here, in Temporal's module, because that has sprig:
// Helm's own module takes minutes to build.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"text/template"

	"github.com/Masterminds/sprig/v3"
	"gopkg.in/yaml.v3"
)

func main() {
	if err := render(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// render writes the manifests of the chart in a folder, with values in JSON over its own.
func render(folder, overrides string) error {
	about, values, over := map[string]any{}, map[string]any{}, map[string]any{}
	if err := readYaml(filepath.Join(folder, "Chart.yaml"), &about); err != nil {
		return err
	}
	if err := readYaml(filepath.Join(folder, "values.yaml"), &values); err != nil {
		return err
	}
	if err := json.Unmarshal([]byte(overrides), &over); err != nil {
		return err
	}
	merge(values, over)
	data := map[string]any{
		"Values":  values,
		"Chart":   map[string]any{"Name": about["name"], "AppVersion": about["appVersion"], "Version": about["version"]},
		"Release": map[string]any{"Name": "front", "Namespace": "apps", "Service": "Helm"},
	}
	return execute(filepath.Join(folder, "templates"), data)
}

func execute(folder string, data any) error {
	chart := template.New("chart").Option("missingkey=zero")
	functions := sprig.TxtFuncMap()
	functions["include"] = func(name string, with any) (string, error) {
		var text strings.Builder
		err := chart.ExecuteTemplate(&text, name, with)
		return text.String(), err
	}
	functions["toYaml"] = func(value any) (string, error) {
		text, err := yaml.Marshal(value)
		return strings.TrimSuffix(string(text), "\n"), err
	}
	chart.Funcs(functions)
	files, err := os.ReadDir(folder)
	if err != nil {
		return err
	}
	for _, file := range files {
		text, err := os.ReadFile(filepath.Join(folder, file.Name()))
		if err != nil {
			return err
		}
		if _, err := chart.New(file.Name()).Parse(string(text)); err != nil {
			return err
		}
	}
	for _, file := range files {
		if filepath.Ext(file.Name()) != ".yaml" {
			continue
		}
		fmt.Println("---")
		if err := chart.ExecuteTemplate(os.Stdout, file.Name(), data); err != nil {
			return err
		}
	}
	return nil
}

// merge lays values over others, as Helm does: objects member by member, all else as a whole.
func merge(values, over map[string]any) {
	for name, value := range over {
		inner, isObject := value.(map[string]any)
		own, wasObject := values[name].(map[string]any)
		if isObject && wasObject {
			merge(own, inner)
		} else {
			values[name] = value
		}
	}
}

func readYaml(path string, into any) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	return yaml.Unmarshal(text, into)
}
