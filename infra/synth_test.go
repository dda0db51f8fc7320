package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"

	"bongsu/shared/config"
	"bongsu/shared/config/file"
)

func TestMain(m *testing.M) { os.Exit(runTests(m)) }

func runTests(m *testing.M) int {
	defer jsii.Close()
	folder, err := os.MkdirTemp("", "bongsu-infra-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer func() { _ = os.RemoveAll(folder) }()
	if err := os.Setenv(synthFolder, folder); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return m.Run()
}

// synthFolder names the folder of all that these tests synthesize.
const synthFolder = "BONGSU_TEST_SYNTH"

// synthesized is a stack and what it came from.
type synthesized struct {
	cfg      config.Config
	code     map[string]string
	stack    awscdk.Stack
	template template
	// path is the template's file.
	path string
	// global and globalPath are those of the second stack, if there is one.
	global     template
	globalPath string
	err        error
}

// Synthesizing takes seconds, so that each configuration is done once.
var (
	everythingOnce = sync.OnceValue(func() synthesized { return synthesize("everything", nil) })
	threeOnce      = sync.OnceValue(func() synthesized { return synthesize("three", nil) })
	kindsOnce      = sync.OnceValue(func() synthesized { return synthesize(everyKind, nil) })
	smallestOnce   = sync.OnceValue(func() synthesized { return synthesize("smallest", nil) })
)

func everything(t *testing.T) synthesized { return must(t, everythingOnce()) }
func kinds(t *testing.T) synthesized      { return must(t, kindsOnce()) }
func three(t *testing.T) synthesized      { return must(t, threeOnce()) }
func smallest(t *testing.T) synthesized   { return must(t, smallestOnce()) }

// everyKind is the configuration with every kind of alarm, as synthesize names it.
const everyKind = "../../shared/config/file/testdata/alarm-kinds"

func must(t *testing.T, s synthesized) synthesized {
	t.Helper()
	if s.err != nil {
		t.Fatal(s.err)
	}
	return s
}

// synthesize makes the stack of testdata/<name>.yaml; add may put more into it.
func synthesize(name string, add func(awscdk.Stack)) synthesized {
	cfg, err := file.Load(filepath.Join("testdata", name+".yaml"))
	if err != nil {
		return synthesized{err: err}
	}
	return synthesizeConfig(cfg, add)
}

func synthesizeConfig(cfg config.Config, add func(awscdk.Stack)) synthesized {
	s := synthesized{cfg: cfg}
	root, err := repositoryRoot()
	if err != nil {
		return synthesized{err: err}
	}
	folder, err := os.MkdirTemp(os.Getenv(synthFolder), "")
	if err != nil {
		return synthesized{err: err}
	}
	if s.code, err = stage(root, filepath.Join(folder, "stage"), cfg); err != nil {
		return synthesized{err: err}
	}
	flags, err := cdkContext(root)
	if err != nil {
		return synthesized{err: err}
	}
	out := filepath.Join(folder, "out")
	app := awscdk.NewApp(&awscdk.AppProps{Outdir: &out, Context: &flags, AnalyticsReporting: jsii.Bool(false)})
	if s.stack, err = newStack(app, "bongsu", cfg, s.code); err != nil {
		return synthesized{err: err}
	}
	if add != nil {
		add(s.stack)
	}
	app.Synth(nil)
	s.path = filepath.Join(out, "bongsu.template.json")
	s.err = read(s.path, &s.template)
	if cfg.Global() && s.err == nil {
		s.globalPath = filepath.Join(out, "bongsu-global.template.json")
		s.err = read(s.globalPath, &s.global)
	}
	return s
}

func read(path string, into *template) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	return json.Unmarshal(data, into)
}

// cdkContext is what the cdk command hands to the app: the flags of cdk.json,
// and its own wish for each resource's path.
func cdkContext(root string) (map[string]any, error) {
	var settings struct {
		Context map[string]any `json:"context"`
	}
	data, err := os.ReadFile(filepath.Join(root, "cdk.json"))
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(data, &settings); err != nil {
		return nil, err
	}
	settings.Context["aws:cdk:enable-path-metadata"] = true
	settings.Context["aws:cdk:enable-asset-metadata"] = true
	return settings.Context, nil
}
