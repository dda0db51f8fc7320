package main

import (
	"context"
	_ "embed"

	"bongsu/proof/cloud"
)

//go:embed chaos.yaml
var settings []byte

// Names that chaos.yaml gives.
func channels() []string { return []string{"slack", "teams", "mail"} }

// stage compiles and synthesizes the product below a folder.
func stage(ctx context.Context, folder string) (cloud.Assembly, error) {
	root, err := cloud.Repository()
	if err != nil {
		return cloud.Assembly{}, err
	}
	return cloud.Stage(ctx, root, folder, settings)
}
