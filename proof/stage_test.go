// Package proof shows on the compiled functions and the synthesized stack
// together that nothing is lost, doubled or left untold.
package proof

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"bongsu/proof/cloud"
)

func TestMain(m *testing.M) { os.Exit(run(m)) }

// built is where TestMain has the functions and the CDK app compiled to, once
// somebody asks.
var built string

func run(m *testing.M) int {
	folder, err := os.MkdirTemp("", "bongsu-proof-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer func() { _ = os.RemoveAll(folder) }()
	built = folder
	return m.Run()
}

// compiled are the functions and the CDK app. Compiling and synthesizing take
// seconds, so that each is done once.
var compiled = sync.OnceValues(func() (string, error) {
	root, err := filepath.Abs("..")
	if err == nil {
		err = cloud.Build(context.Background(), root, built)
	}
	return root, err
})

// three, wired, phoned and bot are the stacks of the configurations in testdata.
var (
	three  = sync.OnceValues(func() (cloud.Assembly, error) { return synthesize("three") })
	wired  = sync.OnceValues(func() (cloud.Assembly, error) { return synthesize("wiring") })
	phoned = sync.OnceValues(func() (cloud.Assembly, error) { return synthesize("phones") })
	bot    = sync.OnceValues(func() (cloud.Assembly, error) { return synthesize("bot") })
)

func synthesize(name string) (cloud.Assembly, error) {
	root, err := compiled()
	if err != nil {
		return cloud.Assembly{}, err
	}
	return cloud.Synthesize(context.Background(), built, cloud.Node(root), filepath.Join("testdata", name+".yaml"))
}
