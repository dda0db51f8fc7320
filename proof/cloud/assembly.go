package cloud

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Assembly is a synthesized stack: its template and the folders of its assets.
type Assembly struct {
	// Stack is the stack's name.
	Stack    string
	Template Template
	// assets are the folders by the key under which they lie in the bucket.
	assets map[string]string
}

// Template is a CloudFormation template.
type Template struct {
	Resources map[string]Resource
}

// Resource is one resource of a template.
type Resource struct {
	Type       string
	Properties map[string]any
	DependsOn  any            `json:",omitempty"`
	Metadata   map[string]any `json:",omitempty"`
}

// Path is the resource's construct path without the stack, "Alarms" or
// "AlarmFunction/FromQueue"; empty if the template does not say.
func (r Resource) Path() string {
	path, _ := r.Metadata["aws:cdk:path"].(string)
	_, path, _ = strings.Cut(path, "/")
	return strings.TrimSuffix(path, "/Resource")
}

// Load reads what a synthesis wrote for one stack.
func Load(folder string) (Assembly, error) {
	const ending = ".template.json"
	found, err := filepath.Glob(filepath.Join(folder, "*"+ending))
	if err != nil {
		return Assembly{}, err
	}
	if len(found) != 1 {
		return Assembly{}, fmt.Errorf("%d templates in %s, want one", len(found), folder)
	}
	a := Assembly{Stack: strings.TrimSuffix(filepath.Base(found[0]), ending), assets: map[string]string{}}
	var manifest struct {
		Files map[string]struct {
			Source       struct{ Path string }
			Destinations map[string]struct{ ObjectKey string }
		}
	}
	if err := errors.Join(read(found[0], &a.Template), read(filepath.Join(folder, a.Stack+".assets.json"), &manifest)); err != nil {
		return Assembly{}, err
	}
	for _, f := range manifest.Files {
		for _, d := range f.Destinations {
			a.assets[d.ObjectKey] = filepath.Join(folder, f.Source.Path)
		}
	}
	return a, nil
}

func read(path string, into any) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(data, into); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}

// Clone is a copy whose template can be changed.
func (a Assembly) Clone() (Assembly, error) {
	data, err := json.Marshal(a.Template)
	if err != nil {
		return Assembly{}, err
	}
	a.Template = Template{}
	return a, json.Unmarshal(data, &a.Template)
}

// of lists the resources of a type, in the order of their logical ids.
func (t Template) of(kind string) []string {
	var ids []string
	for _, id := range slices.Sorted(maps.Keys(t.Resources)) {
		if t.Resources[id].Type == kind {
			ids = append(ids, id)
		}
	}
	return ids
}
