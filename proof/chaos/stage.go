package main

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"bongsu/proof/cloud"
)

//go:embed chaos.yaml
var settings []byte

// Names that chaos.yaml gives.
func channels() []string { return []string{"slack", "teams", "mail"} }

// stage compiles and synthesizes the product below a folder.
func stage(ctx context.Context, folder string) (cloud.Assembly, error) {
	root, err := repository()
	if err != nil {
		return cloud.Assembly{}, err
	}
	config := filepath.Join(folder, "chaos.yaml")
	err = errors.Join(os.WriteFile(config, settings, 0o600), cloud.Build(ctx, root, folder))
	if err != nil {
		return cloud.Assembly{}, err
	}
	node := os.Getenv("JSII_NODE")
	if own := filepath.Join(root, "node_modules", ".bin", "node"); node == "" {
		if _, err := os.Stat(own); err == nil {
			node = own
		}
	}
	return cloud.Synthesize(ctx, folder, node, config)
}

// repository is the folder of go.mod, at or above this one.
func repository() (string, error) {
	folder, err := os.Getwd()
	for err == nil {
		if _, e := os.Stat(filepath.Join(folder, "go.mod")); e == nil {
			return folder, nil
		}
		if folder == filepath.Dir(folder) {
			err = fmt.Errorf("no go.mod at or above the working folder: run it in the repository")
		}
		folder = filepath.Dir(folder)
	}
	return "", err
}
