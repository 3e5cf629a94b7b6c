// A Temporal worker in Go that temporal-registry knows about.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"os/signal"
	"syscall"

	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/log"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"
)

const inputSchema = `{
	"type": "object",
	"required": ["name"],
	"additionalProperties": false,
	"properties": {"name": {"type": "string", "minLength": 1}}
}`

func main() {
	slog.SetDefault(slog.New(slog.NewJSONHandler(os.Stdout, nil)))
	if err := run(); err != nil {
		slog.Error("the worker failed", "error", err)
		os.Exit(1)
	}
}

func run() error {
	alive, fail := context.WithCancelCause(context.Background())
	defer fail(nil)
	ctx, cancel := signal.NotifyContext(alive, syscall.SIGTERM, os.Interrupt)
	defer cancel()

	temporalClient, err := client.Dial(client.Options{
		HostPort:  env("TEMPORAL_ADDRESS", "localhost:7233"),
		Namespace: env("TEMPORAL_NAMESPACE", "default"),
		Logger:    log.NewStructuredLogger(slog.Default()),
	})
	if err != nil {
		return err
	}
	defer temporalClient.Close()

	taskQueue := env("TASK_QUEUE", "go-example")
	w := worker.New(temporalClient, taskQueue, worker.Options{OnFatalError: fail})
	w.RegisterWorkflowWithOptions(Greeting, workflow.RegisterOptions{Name: workflowType})
	w.RegisterActivity(ComposeGreeting)
	if err := w.Start(); err != nil {
		return err
	}

	registry := NewRegistry(
		env("TEMPORAL_REGISTRY_URL", "http://127.0.0.1:8080"),
		os.Getenv("TEMPORAL_REGISTRY_TOKEN"),
		env("WORKER_ID", defaultWorkerID()),
	)
	registry.KeepRegistered(ctx, registration(taskQueue))
	registry.Say(http.MethodPost, "/drain") // no new work while this one is finished
	w.Stop()
	registry.Say(http.MethodDelete, "")
	return context.Cause(alive) // nil, unless the worker failed
}

func registration(taskQueue string) Registration {
	return Registration{
		TaskQueue:  taskQueue,
		TTLSeconds: 15,
		SDK:        "temporal-go/" + temporal.SDKVersion,
		Workflows: []WorkflowSpec{{
			WorkflowType: workflowType,
			TaskQueue:    taskQueue,
			Version:      "1.0.0",
			Description:  "Greets somebody, from Go.",
			InputSchema:  json.RawMessage(inputSchema),
			Examples:     []Example{{Name: "Ada", Input: Person{Name: "Ada"}}},
		}},
	}
}

func defaultWorkerID() string {
	host, _ := os.Hostname()
	return fmt.Sprintf("go-example-%s-%d", host, os.Getpid())
}

func env(name, otherwise string) string {
	if value := os.Getenv(name); value != "" {
		return value
	}
	return otherwise
}
