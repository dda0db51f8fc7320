package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// folders are the functions in lambdas/, by what lies there.
func folders(t *testing.T) []string {
	t.Helper()
	root, err := repositoryRoot()
	if err != nil {
		t.Fatal(err)
	}
	mains, err := filepath.Glob(filepath.Join(root, "lambdas", "*", "bootstrap", "main.go"))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, m := range mains {
		names = append(names, filepath.Base(filepath.Dir(filepath.Dir(m))))
	}
	return names
}

func TestEveryFolderIsDeployedAndEveryFunctionHasOne(t *testing.T) {
	deployed := map[string]bool{}
	for _, f := range functionsOf(everything(t).cfg) {
		deployed[f.folder] = true
	}
	if diff := cmp.Diff(folders(t), slices.Sorted(maps.Keys(deployed))); diff != "" {
		t.Errorf("folders in lambdas/ and functions of the stack (-folders +stack):\n%s", diff)
	}
}

func TestVariablesThatAreSetAreRead(t *testing.T) {
	s := everything(t)
	root, err := repositoryRoot()
	if err != nil {
		t.Fatal(err)
	}
	constants := stringConstants(t, filepath.Join(root, "shared", "config", "variables.go"))
	set := map[string]map[string]bool{}
	for _, f := range functionsOf(s.cfg) {
		if set[f.folder] == nil {
			set[f.folder] = map[string]bool{}
		}
		for name := range variablesOf(t, s.template, f.id+"Function") {
			set[f.folder][name] = true
		}
	}
	for _, folder := range folders(t) {
		read := map[string]bool{}
		for _, constant := range constantsRead(t, root, "bongsu/lambdas/"+folder+"/bootstrap") {
			read[constants[constant]] = true
		}
		want, got := slices.Sorted(maps.Keys(read)), slices.Sorted(maps.Keys(set[folder]))
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: variables read and set (-read +set):\n%s", folder, diff)
		}
	}
}

// Deliver keeps records and marks, so that it may do all that the store does but
// look for what is due, which is the tick's, and through all there is, the digest's.
func TestDeliverMayDoWhatTheStoreDoes(t *testing.T) {
	root, err := repositoryRoot()
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := parser.ParseFile(token.NewFileSet(), filepath.Join(root, "shared", "incident", "dynamo", "dynamo.go"), nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var used []string
	ast.Inspect(parsed, func(n ast.Node) bool {
		if api, ok := n.(*ast.InterfaceType); ok {
			for _, method := range api.Methods.List {
				used = append(used, "dynamodb:"+method.Names[0].Name)
			}
		}
		return true
	})
	slices.Sort(used)
	used = slices.DeleteFunc(used, func(action string) bool { return action == "dynamodb:Query" || action == "dynamodb:Scan" })
	if diff := cmp.Diff(used, slices.Sorted(slices.Values(deliverTableActions))); diff != "" {
		t.Errorf("what the store calls and what deliver may do (-calls +grants):\n%s", diff)
	}
}

func TestTheTableHasTheStoresAttributes(t *testing.T) {
	root, err := repositoryRoot()
	if err != nil {
		t.Fatal(err)
	}
	attributes := stringConstants(t, filepath.Join(root, "shared", "incident", "dynamo", "dynamo.go"))
	tm := everything(t).template
	table := tm.at(t, "AWS::DynamoDB::Table", "Incidents").Properties
	want := "[{AttributeName:" + attributes["KeyAttribute"] + " KeyType:HASH}] {AttributeName:" + attributes["TTLAttribute"] + " Enabled:true}"
	dues := stringConstants(t, filepath.Join(root, "shared", "incident", "dynamo", "due.go"))
	index := "[{IndexName:" + dues["DueIndex"] + " KeySchema:[{AttributeName:" + dues["DueAttribute"] + " KeyType:HASH} {AttributeName:" +
		dues["AtAttribute"] + " KeyType:RANGE}] Projection:{ProjectionType:ALL}}]"
	if got := tm.text(table["GlobalSecondaryIndexes"]); got != index {
		t.Errorf("the table has the index %s, the store uses %s", got, index)
	}
	if got := tm.text(table["KeySchema"]) + " " + tm.text(table["TimeToLiveSpecification"]); got != want {
		t.Errorf("the table has %s, the store uses %s", got, want)
	}
}

// What is deployed for a sort of channel is looked at only if there is one.
func TestEveryKindOfChannelIsDeployedHere(t *testing.T) {
	root, err := repositoryRoot()
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := parser.ParseFile(token.NewFileSet(), filepath.Join(root, "shared", "channel", "channel.go"), nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	kinds, here := map[string]bool{}, map[string]bool{}
	ast.Inspect(parsed, func(n ast.Node) bool {
		if f, ok := n.(*ast.FuncDecl); ok && f.Name.Name == "Kinds" {
			ast.Inspect(f, func(n ast.Node) bool {
				if literal, ok := n.(*ast.BasicLit); ok && literal.Kind == token.STRING {
					kinds[strings.Trim(literal.Value, `"`)] = true
				}
				return true
			})
		}
		return true
	})
	for _, ch := range everything(t).cfg.Channels {
		here[ch.Type] = true
	}
	if diff := cmp.Diff(kinds, here); diff != "" || len(kinds) == 0 {
		t.Errorf("kinds of channels, and those of testdata/everything.yaml (-kinds +here):\n%s", diff)
	}
}

// The command finds the queues of a stack by what CloudFormation makes their
// names of: the stack's name and the logical id.
func TestRedriveKnowsTheQueues(t *testing.T) {
	root, err := repositoryRoot()
	if err != nil {
		t.Fatal(err)
	}
	names := stringConstants(t, filepath.Join(root, "cmd", "bongsu", "internal", "redrive", "place.go"))
	s := everything(t)
	for path, constant := range map[string]string{"AlarmQueue": "alarmQueue", "PresenceQueue": "presenceQueue", "HoldQueue": "holdQueue", "TelemetryQueue": "telemetryQueue"} {
		q := s.template.at(t, "AWS::SQS::Queue", path)
		if id := logicalID(s.template, path); names[constant] == "" || !strings.HasPrefix(id, names[constant]) || q.Properties["QueueName"] != nil {
			t.Errorf("%s has the logical id %s and the name %v; the command looks for %q", path, id, q.Properties["QueueName"], names[constant])
		}
	}
	for _, ch := range s.cfg.Channels {
		if got, want := s.template.at(t, "AWS::SQS::Queue", "To-"+ch.Name).Properties["QueueName"], "bongsu"+names["channelQueue"]+ch.Name; got != want {
			t.Errorf("the queue is called %v, the command looks for %s", got, want)
		}
	}
}

// stringConstants maps the names of a file's string constants to their values.
func stringConstants(t *testing.T, path string) map[string]string {
	t.Helper()
	parsed, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	values := map[string]string{}
	ast.Inspect(parsed, func(n ast.Node) bool {
		if spec, ok := n.(*ast.ValueSpec); ok {
			for i, name := range spec.Names {
				if i >= len(spec.Values) {
					break
				}
				if literal, ok := spec.Values[i].(*ast.BasicLit); ok && literal.Kind == token.STRING {
					values[name.Name], _ = strconv.Unquote(literal.Value)
				}
			}
		}
		return true
	})
	if len(values) == 0 {
		t.Fatalf("no constants in %s", path)
	}
	return values
}

// constantsRead are the config.Var… in a program's package and in all of ours
// that it imports, directly or not.
func constantsRead(t *testing.T, root, program string) []string {
	t.Helper()
	var found []string
	seen := map[string]bool{"bongsu/shared/config": true}
	for todo := []string{program}; len(todo) > 0; todo = todo[1:] {
		if seen[todo[0]] {
			continue
		}
		seen[todo[0]] = true
		files, err := filepath.Glob(filepath.Join(root, strings.TrimPrefix(todo[0], "bongsu/"), "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range files {
			if strings.HasSuffix(path, "_test.go") {
				continue
			}
			parsed, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			for _, spec := range parsed.Imports {
				if imported, err := strconv.Unquote(spec.Path.Value); err == nil && strings.HasPrefix(imported, "bongsu/") {
					todo = append(todo, imported)
				}
			}
			found = append(found, constantsIn(parsed)...)
		}
	}
	return found
}

func constantsIn(parsed *ast.File) []string {
	var found []string
	ast.Inspect(parsed, func(n ast.Node) bool {
		if s, ok := n.(*ast.SelectorExpr); ok {
			if x, ok := s.X.(*ast.Ident); ok && x.Name == "config" && strings.HasPrefix(s.Sel.Name, "Var") {
				found = append(found, s.Sel.Name)
			}
		}
		return true
	})
	return found
}
