package jsonpath_test

import (
	"encoding/json"
	"testing"

	"bongsu/shared/jsonpath"
)

const document = `{"data": {"temp": 91.5, "온도": 20, "a.b": {"x": 1}, "none": null, "0": "zero"}, "items": [{"x": 7}, [8, 9]], "'": 3}`

func TestFind(t *testing.T) {
	var root any
	if err := json.Unmarshal([]byte(document), &root); err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]any{
		"data.temp": 91.5, "$.data.temp": 91.5, "data.온도": 20.0, `data["a.b"].x`: 1.0, `data['a.b'].x`: 1.0, "data.none": nil, "data.0": "zero",
		"items[0].x": 7.0, "items[1][1]": 9.0, `$["items"][0]["x"]`: 7.0, `["'"]`: 3.0,
	} {
		p, err := jsonpath.Parse(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if got, ok := p.Find(root); !ok || got != want {
			t.Errorf("%s: %v, %t, want %v", text, got, ok, want)
		}
	}
	for _, text := range []string{"data.humidity", "temp", "items.x", "items[2]", "data[0]", "data.temp.x", "items[1].x", "Data.temp"} {
		p, err := jsonpath.Parse(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if got, ok := p.Find(root); ok {
			t.Errorf("%s: found %v", text, got)
		}
	}
	if _, ok := (jsonpath.Path{}).Find(root); ok {
		t.Error("no path finds something")
	}
	whole, err := jsonpath.Parse("$")
	if got, ok := whole.Find(91.5); err != nil || !ok || got != 91.5 {
		t.Errorf("the document itself: %v, %t, %v", got, ok, err)
	}
	p, err := jsonpath.Parse("[1]")
	if got, ok := p.Find([]any{1.0, 2.0}); err != nil || !ok || got != 2.0 {
		t.Errorf("an element of the root: %v, %t, %v", got, ok, err)
	}
}

func TestParseRefuses(t *testing.T) {
	for _, text := range []string{
		"", "$.", "$$", ".", "a.", ".a", "a..b", "a[", "a[]", "a[x]", "a[-1]", "a[0", `a["b]`, "a[*]", "a.*", "a]b", "a b", "a[0]b", "$a", "a[99999999999]", "a.[0]",
	} {
		if _, err := jsonpath.Parse(text); err == nil {
			t.Errorf("%q is taken for a path", text)
		}
	}
}
