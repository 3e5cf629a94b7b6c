package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"
)

const retryAfter = 2 * time.Second

// Registration is the body of PUT /registry/workers/{worker_id}.
type Registration struct {
	TaskQueue  string         `json:"task_queue"`
	TTLSeconds int            `json:"ttl_seconds"`
	SDK        string         `json:"sdk"`
	Workflows  []WorkflowSpec `json:"workflows"`
}

type WorkflowSpec struct {
	WorkflowType string          `json:"workflow_type"`
	TaskQueue    string          `json:"task_queue"`
	Version      string          `json:"version"`
	Description  string          `json:"description"`
	InputSchema  json.RawMessage `json:"input_schema"`
	Examples     []Example       `json:"examples"`
}

type Example struct {
	Name  string `json:"name"`
	Input any    `json:"input"`
}

// Registry announces one worker to temporal-registry over HTTP.
type Registry struct {
	path   string
	token  string
	client http.Client
}

func NewRegistry(registryURL, token, workerID string) *Registry {
	return &Registry{
		path:   strings.TrimSuffix(registryURL, "/") + "/registry/workers/" + url.PathEscape(workerID),
		token:  token,
		client: http.Client{Timeout: 10 * time.Second},
	}
}

// KeepRegistered registers and beats until ctx is done, whatever happens to the gateway meanwhile.
func (r *Registry) KeepRegistered(ctx context.Context, registration Registration) {
	var interval time.Duration // zero: not registered
	for ctx.Err() == nil {
		var err error
		if interval == 0 {
			interval, err = r.register(registration)
		} else {
			err = r.Call(http.MethodPost, "/heartbeat", nil, nil)
		}
		wait := interval
		if problem, ok := err.(*Problem); ok && problem.Code == "worker-unknown" {
			interval = 0
			continue
		} else if err != nil {
			slog.Warn("the registry was not reached", "reason", err)
			wait = retryAfter
		}
		select {
		case <-ctx.Done():
		case <-time.After(wait):
		}
	}
}

func (r *Registry) register(registration Registration) (time.Duration, error) {
	var answer struct {
		Lease struct {
			HeartbeatIntervalSeconds float64 `json:"heartbeat_interval_seconds"`
		} `json:"lease"`
	}
	if err := r.Call(http.MethodPut, "", registration, &answer); err != nil {
		return 0, err
	}
	slog.Info("registered", "at", r.path)
	return time.Duration(answer.Lease.HeartbeatIntervalSeconds * float64(time.Second)), nil
}

// Say is a courtesy that may fail: without it, the lease runs out by itself.
func (r *Registry) Say(method, path string) {
	if err := r.Call(method, path, nil, nil); err != nil {
		slog.Warn(method+" failed", "reason", err)
	}
}

// Problem is what the registry answered instead (application/problem+json).
type Problem struct {
	Status int    `json:"status"`
	Code   string `json:"code"`
	Detail string `json:"detail"`
}

func (p *Problem) Error() string {
	return fmt.Sprintf("%d %s: %s", p.Status, p.Code, p.Detail)
}

// Call takes no context: what is said on the way out has to be said although ctx is done.
func (r *Registry) Call(method, path string, body, answer any) error {
	var content io.Reader
	if body != nil {
		data, err := json.Marshal(body)
		if err != nil {
			return err
		}
		content = bytes.NewReader(data)
	}
	request, err := http.NewRequest(method, r.path+path, content)
	if err != nil {
		return err
	}
	if body != nil {
		request.Header.Set("content-type", "application/json")
	}
	if r.token != "" {
		request.Header.Set("authorization", "Bearer "+r.token)
	}
	response, err := r.client.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode >= http.StatusBadRequest {
		problem := &Problem{Code: "unknown"}
		_ = json.NewDecoder(response.Body).Decode(problem) // a proxy may answer something else
		problem.Status = response.StatusCode
		return problem
	}
	if answer == nil {
		return nil
	}
	return json.NewDecoder(response.Body).Decode(answer)
}
