package main

import (
	"context"
	_ "embed"
	"errors"
	"os"
	"path/filepath"

	"bongsu/proof/cloud"
	"bongsu/proof/trust"
)

//go:embed bench.yaml
var settings []byte

// stage is what is measured.
type stage struct {
	// product is the stack, floor the same with an empty function in each place.
	product, floor cloud.Assembly
	// pictured is the product where channels show pictures.
	pictured cloud.Assembly
	sizes    map[string]int64
	trust    trust.Trust
}

func build(ctx context.Context, folder string) (stage, error) {
	s := stage{sizes: map[string]int64{}}
	root, err := cloud.Repository()
	if err != nil {
		return s, err
	}
	product := filepath.Join(folder, "product")
	if err := os.Mkdir(product, 0o755); err != nil {
		return s, err
	}
	if s.product, err = cloud.Stage(ctx, root, product, settings); err != nil {
		return s, err
	}
	if s.pictured, err = withPictures(ctx, root, product); err != nil {
		return s, err
	}
	floor, err := emptied(ctx, root, product, filepath.Join(folder, "floor"))
	if err != nil {
		return s, err
	}
	if s.floor, err = cloud.Synthesize(ctx, floor, cloud.Node(root), filepath.Join(product, "bongsu.yaml")); err != nil {
		return s, err
	}
	if s.trust, err = trust.New(folder); err != nil {
		return s, err
	}
	return s, s.weigh(ctx, root, folder)
}

// emptied lays out the built product with an empty function in each place.
func emptied(ctx context.Context, root, product, folder string) (string, error) {
	program := filepath.Join(folder, "bootstrap")
	faults := []error{cloud.Compile(ctx, root, program, "./proof/bench/floor")}
	for _, name := range []string{"go.mod", "cdk.json", "infra"} {
		faults = append(faults, os.Symlink(filepath.Join(product, name), filepath.Join(folder, name)))
	}
	functions, err := os.ReadDir(filepath.Join(product, "dist"))
	faults = append(faults, err)
	for _, f := range functions {
		at := filepath.Join(folder, "dist", f.Name())
		faults = append(faults, os.MkdirAll(at, 0o755), os.Link(program, filepath.Join(at, "bootstrap")))
	}
	return folder, errors.Join(faults...)
}

// weigh compiles for the platform that is deployed to, and takes the sizes.
func (s stage) weigh(ctx context.Context, root, folder string) error {
	for name, source := range map[string]string{"floor": "./proof/bench/floor", "deliver": "./lambdas/deliver/bootstrap", "picture": "./lambdas/picture/bootstrap"} {
		program := filepath.Join(folder, "arm64", name)
		err := cloud.Compile(ctx, root, program, source, "GOOS=linux", "GOARCH=arm64", "GOARM64=v8.0")
		if err != nil {
			return err
		}
		info, err := os.Stat(program)
		if err != nil {
			return err
		}
		s.sizes[name] = info.Size()
	}
	return nil
}
