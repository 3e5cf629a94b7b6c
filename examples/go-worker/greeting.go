package main

import (
	"context"
	"time"

	"go.temporal.io/sdk/workflow"
)

const workflowType = "example.go.greeting.v1"

type Person struct {
	Name string `json:"name"`
}

type GreetingResult struct {
	Greeting string `json:"greeting"`
	Language string `json:"language"`
}

func Greeting(ctx workflow.Context, person Person) (GreetingResult, error) {
	ctx = workflow.WithActivityOptions(ctx, workflow.ActivityOptions{
		StartToCloseTimeout: 10 * time.Second,
	})
	var greeting string
	err := workflow.ExecuteActivity(ctx, ComposeGreeting, person.Name).Get(ctx, &greeting)
	return GreetingResult{Greeting: greeting, Language: "go"}, err
}

func ComposeGreeting(_ context.Context, name string) (string, error) {
	return "Hello, " + name + "!", nil
}
