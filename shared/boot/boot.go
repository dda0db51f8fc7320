// Package boot is what every function needs before its own work: a start under
// Lambda or at a desk, a logger, an AWS configuration, its slice of the
// configuration. It does not wire: each bootstrap does that itself.
package boot

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	// The image of provided.al2023 promises no zone data, and a reader's zone
	// that cannot be loaded would stop every message.
	_ "time/tzdata"

	"bongsu/shared/config"

	"github.com/aws/aws-lambda-go/lambda"
)

// Start runs a function. Under Lambda it serves invocations and does not return.
// Elsewhere it reads one event as JSON from stdin, prints the answer on stdout,
// and returns what went wrong; main makes that its exit code.
//
// What is done before is for Lambda only, and all begins at once; see prepare.
func Start[In, Out any](handle func(context.Context, In) (Out, error), before ...func(context.Context)) error {
	if os.Getenv("AWS_LAMBDA_RUNTIME_API") != "" {
		readRootsOnce(bundles())
		prepare(patience, before)
		// The first events then find a clean heap, and do not collect it at a
		// fourteenth of the speed.
		runtime.GC()
		// From here on the function has a part of one CPU. A second thread in Go
		// would use it up on looking for work.
		runtime.GOMAXPROCS(1)
		lambda.StartHandlerFunc(handle)
		return nil
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	return once(ctx, os.Stdin, os.Stdout, handle)
}

func once[In, Out any](ctx context.Context, in io.Reader, out io.Writer, handle func(context.Context, In) (Out, error)) error {
	data, err := io.ReadAll(in)
	if err != nil {
		return fmt.Errorf("read the event: %w", err)
	}
	if len(bytes.TrimSpace(data)) == 0 {
		return errors.New("no event on stdin: give one, e.g. bootstrap < event.json")
	}
	var event In
	if err := json.Unmarshal(data, &event); err != nil {
		return fmt.Errorf("the event on stdin cannot be read: %w", err)
	}
	answer, err := handle(ctx, event)
	if err != nil {
		return err
	}
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(answer); err != nil {
		return fmt.Errorf("write the answer: %w", err)
	}
	return nil
}

// Variables reads environment variables that must be set. The error names all
// that are missing.
func Variables(names ...string) (map[string]string, error) {
	values := make(map[string]string, len(names))
	var missing []string
	for _, name := range names {
		if values[name] = os.Getenv(name); values[name] == "" {
			missing = append(missing, name)
		}
	}
	if len(missing) > 0 {
		return nil, fmt.Errorf("variables not set: %s", strings.Join(missing, ", "))
	}
	return values, nil
}

// Slice reads this function's part of the configuration: the file beside its
// bootstrap, or in the working directory.
func Slice() (config.Slice, error) {
	folders := []string{os.Getenv("LAMBDA_TASK_ROOT")}
	if program, err := os.Executable(); err == nil {
		folders = append(folders, filepath.Dir(program))
	}
	return slice(append(folders, "."))
}

func slice(folders []string) (config.Slice, error) {
	folders = slices.DeleteFunc(folders, func(folder string) bool { return folder == "" })
	for _, folder := range folders {
		path := filepath.Join(folder, config.SliceFile)
		data, err := os.ReadFile(path)
		if errors.Is(err, os.ErrNotExist) {
			continue
		}
		if err != nil {
			return config.Slice{}, fmt.Errorf("configuration of this function: %w", err)
		}
		var s config.Slice
		if err := json.Unmarshal(data, &s); err != nil {
			return config.Slice{}, fmt.Errorf("configuration of this function, %s: %w", path, err)
		}
		return s, nil
	}
	return config.Slice{}, fmt.Errorf("configuration of this function: no %s in %s: deploying puts it beside bootstrap",
		config.SliceFile, strings.Join(folders, ", "))
}
