// Command infra is the CDK app: it turns bongsu.yaml and the built functions
// into one CloudFormation stack. It calls no AWS API and needs no credentials.
package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"

	"bongsu/shared/config/file"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run() error {
	root, err := repositoryRoot()
	if err != nil {
		return err
	}
	defer jsii.Close()
	app := awscdk.NewApp(nil)
	path := contextOr(app, "config", "bongsu.yaml")
	if !filepath.IsAbs(path) {
		path = filepath.Join(root, path)
	}
	cfg, err := file.Load(path)
	if err != nil {
		return err
	}
	code, err := stage(root, filepath.Join(root, "dist", "stage"), cfg)
	if err != nil {
		return err
	}
	if _, err := newStack(app, contextOr(app, "stack", "bongsu"), cfg, code); err != nil {
		return err
	}
	app.Synth(nil)
	return nil
}

// contextOr reads a value given to cdk as -c key=value.
func contextOr(app awscdk.App, key, otherwise string) string {
	if value, ok := app.Node().TryGetContext(&key).(string); ok && value != "" {
		return value
	}
	return otherwise
}
