package cloud

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// Build compiles the functions for this machine, with the flags of the Makefile
// but for the platform, and the CDK app, and lays all out below folder. Synthesize
// then makes a stack of it.
func Build(ctx context.Context, root, folder string) error {
	mains, err := filepath.Glob(filepath.Join(root, "lambdas", "*", "bootstrap", "main.go"))
	if err != nil {
		return err
	}
	faults := []error{compile(ctx, root, filepath.Join(folder, "infra"), nil, "-ldflags=-s -w", "./infra")}
	for _, m := range mains {
		name := filepath.Base(filepath.Dir(filepath.Dir(m)))
		faults = append(faults, Compile(ctx, root, filepath.Join(folder, "dist", name, "bootstrap"), "./lambdas/"+name+"/bootstrap"))
	}
	for _, name := range []string{"go.mod", "cdk.json"} {
		data, err := os.ReadFile(filepath.Join(root, name))
		faults = append(faults, err, os.WriteFile(filepath.Join(folder, name), data, 0o600))
	}
	return errors.Join(faults...)
}

// Compile compiles a function with the flags of the Makefile, for this machine
// unless variables say otherwise.
func Compile(ctx context.Context, root, to, function string, variables ...string) error {
	return compile(ctx, root, to, variables,
		"-tags=lambda.norpc", "-trimpath", "-buildvcs=false", "-ldflags=-s -w -buildid=", function)
}

func compile(ctx context.Context, root, to string, variables []string, arguments ...string) error {
	cmd := exec.CommandContext(ctx, "go", append([]string{"build", "-o", to}, arguments...)...)
	cmd.Dir = root
	cmd.Env = append(append(os.Environ(), "CGO_ENABLED=0"), variables...)
	return quiet(cmd)
}

func quiet(cmd *exec.Cmd) error {
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w\n%s", strings.Join(cmd.Args, " "), err, out)
	}
	return nil
}

// Synthesize runs the CDK app of a built folder for a configuration, in a folder
// of its own below. The app takes that for the repository, and so stages the
// functions compiled for this machine. node is the Node that runs CDK, empty for
// that of the PATH.
func Synthesize(ctx context.Context, folder, node, config string) (Assembly, error) {
	var settings struct{ Context map[string]any }
	if err := read(filepath.Join(folder, "cdk.json"), &settings); err != nil {
		return Assembly{}, err
	}
	config, err := filepath.Abs(config)
	if err != nil {
		return Assembly{}, err
	}
	// What the cdk command adds to cdk.json: the configuration, and its wish for
	// each resource's path.
	settings.Context["config"] = config
	settings.Context["aws:cdk:enable-path-metadata"] = true
	flags, err := json.Marshal(settings.Context)
	if err != nil {
		return Assembly{}, err
	}
	own, err := repository(folder)
	if err != nil {
		return Assembly{}, err
	}
	out := filepath.Join(own, "cdk.out")
	cmd := exec.CommandContext(ctx, filepath.Join(folder, "infra"))
	cmd.Dir = own
	cmd.Env = append(os.Environ(), "CDK_OUTDIR="+out, "CDK_CONTEXT_JSON="+string(flags))
	if node != "" {
		cmd.Env = append(cmd.Env, "JSII_NODE="+node)
	}
	if err := quiet(cmd); err != nil {
		return Assembly{}, err
	}
	return Load(out)
}

// repository makes as much of a repository as the CDK app looks for.
func repository(folder string) (string, error) {
	own, err := os.MkdirTemp(folder, "stack-")
	if err != nil {
		return "", err
	}
	functions, err := os.ReadDir(filepath.Join(folder, "dist"))
	if err != nil {
		return "", err
	}
	faults := []error{
		os.Symlink(filepath.Join(folder, "go.mod"), filepath.Join(own, "go.mod")),
		os.Mkdir(filepath.Join(own, "dist"), 0o755),
	}
	for _, f := range functions {
		faults = append(faults, os.Symlink(filepath.Join(folder, "dist", f.Name()), filepath.Join(own, "dist", f.Name())))
	}
	return own, errors.Join(faults...)
}
