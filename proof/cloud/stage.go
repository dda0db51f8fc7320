package cloud

import (
	"context"
	"errors"
	"os"
	"path/filepath"
)

// Stage compiles the product below a folder and synthesizes a stack of it for a
// configuration.
func Stage(ctx context.Context, root, folder string, settings []byte) (Assembly, error) {
	config := filepath.Join(folder, "bongsu.yaml")
	if err := errors.Join(os.WriteFile(config, settings, 0o600), Build(ctx, root, folder)); err != nil {
		return Assembly{}, err
	}
	return Synthesize(ctx, folder, Node(root), config)
}

// Node is the repository's own Node where it is installed and JSII_NODE names
// none; empty for that of the PATH.
func Node(root string) string {
	if node := os.Getenv("JSII_NODE"); node != "" {
		return node
	}
	own := filepath.Join(root, "node_modules", ".bin", "node")
	if _, err := os.Stat(own); err != nil {
		return ""
	}
	return own
}

// Repository is the folder of go.mod, at or above the working folder.
func Repository() (string, error) {
	folder, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(folder, "go.mod")); err == nil {
			return folder, nil
		}
		if folder == filepath.Dir(folder) {
			return "", errors.New("no go.mod at or above the working folder: run it in the repository")
		}
		folder = filepath.Dir(folder)
	}
}
