package fake

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"
)

type object = map[string]any

// readObject reads a body that is exactly one JSON object in UTF-8.
func readObject(body []byte) (object, error) {
	if !utf8.Valid(body) {
		return nil, errors.New("the body is not UTF-8")
	}
	dec := json.NewDecoder(bytes.NewReader(body))
	dec.UseNumber()
	var o object
	if err := dec.Decode(&o); err != nil {
		return nil, fmt.Errorf("the body is not a JSON object: %w", err)
	}
	if o == nil {
		return nil, errors.New("the body is null")
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("something stands after the JSON object")
	}
	return o, nil
}

// mediaType is the request's, and its charset in lower case.
func mediaType(r *http.Request) (media, charset string) {
	media, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil {
		return "", ""
	}
	return media, strings.ToLower(params["charset"])
}

// faults collects what is wrong with a body.
type faults []string

func (f *faults) add(path, format string, args ...any) {
	*f = append(*f, strings.TrimPrefix(path, ".")+": "+fmt.Sprintf(format, args...))
}

func (f faults) String() string { return strings.Join(f, "; ") }

// text checks an optional string and returns it.
func (f *faults) text(o object, path, key string, most int) string {
	v, there := o[key]
	if !there {
		return ""
	}
	s, ok := v.(string)
	if !ok {
		f.add(path+"."+key, "is not a string")
		return ""
	}
	if n := utf8.RuneCountInString(s); n > most {
		f.add(path+"."+key, "has %d characters, at most %d", n, most)
	}
	return s
}

// required checks a string that has to be there.
func (f *faults) required(o object, path, key string, most int) string {
	s := f.text(o, path, key, most)
	if v, there := o[key]; !there || v == "" {
		f.add(path+"."+key, "is missing")
	}
	return s
}

// link checks an http(s) URL that has to be there.
func (f *faults) link(o object, path, key string, most int) {
	s := f.required(o, path, key, most)
	if u, err := url.Parse(s); s != "" && (err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https") {
		f.add(path+"."+key, "is not an http(s) URL")
	}
}

// list checks an array of objects with at least and at most so many of them.
func (f *faults) list(o object, path, key string, least, most int) []object {
	v, there := o[key]
	if !there && least == 0 {
		return nil
	}
	all, ok := v.([]any)
	if !ok {
		f.add(path+"."+key, "is not an array")
		return nil
	}
	if len(all) < least || len(all) > most {
		f.add(path+"."+key, "has %d elements, allowed are %d to %d", len(all), least, most)
	}
	var out []object
	for i, e := range all {
		if child, ok := e.(object); ok {
			out = append(out, child)
		} else {
			f.add(fmt.Sprintf("%s.%s[%d]", path, key, i), "is not an object")
		}
	}
	return out
}

// oneOf checks an optional word; letters may be of either case.
func (f *faults) oneOf(o object, path, key string, words ...string) {
	v, there := o[key]
	if !there {
		return
	}
	s, _ := v.(string)
	for _, w := range words {
		if strings.EqualFold(s, w) {
			return
		}
	}
	f.add(path+"."+key, "is none of %s", strings.Join(words, ", "))
}

// str is a string, or nothing.
func str(o object, key string) string {
	s, _ := o[key].(string)
	return s
}

// children are the objects of an array, or nothing.
func children(o object, key string) []object {
	all, _ := o[key].([]any)
	var out []object
	for _, e := range all {
		if child, ok := e.(object); ok {
			out = append(out, child)
		}
	}
	return out
}

// child is an object, or an empty one.
func child(o object, key string) object {
	c, _ := o[key].(object)
	return c
}
