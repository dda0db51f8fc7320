package logmatch

import (
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"strings"
)

// document is what a JSON line says, by what it is for.
type document struct {
	level, message, trace string
	// fields are the rest, in the order of the line.
	fields []field
}

type field struct{ name, value string }

// What common loggers call these, in the order in which they are believed. Of
// objects the text inside counts. Sources: the documentation of logback, log4j,
// zap, zerolog, logrus, slog, pino, winston, bunyan, python-json-logger,
// structlog, Serilog, AWS Lambda Powertools and Lambda's JSON format, ECS.
var (
	levelNames   = []string{"level", "severity", "lvl", "loglevel", "log.level", "levelname", "log_level", "@l", "level_name"}
	messageNames = []string{"message", "msg", "@m", "@message", "error", "err", "exception", "errormessage", "error.message", "event", "text", "log"}
	traceNames   = []string{"stack", "stacktrace", "stack_trace", "trace", "traceback", "exc_info", "error.stack_trace", "@x"}
	timeNames    = []string{"time", "timestamp", "ts", "@timestamp", "@t", "datetime", "date"}
)

// pinoLevels are the numbers of pino and bunyan.
var pinoLevels = map[string]string{"10": "TRACE", "20": "DEBUG", "30": "INFO", "40": "WARN", "50": "ERROR", "60": "FATAL"}

// readDocument reads a line that is one JSON object; ok is false if it is not.
func readDocument(line string) (doc document, ok bool) {
	line = strings.TrimSpace(line)
	if !strings.HasPrefix(line, "{") || !json.Valid([]byte(line)) {
		return document{}, false
	}
	all := leaves(line, "", 0)
	doc.level = all.take(levelNames)
	if word, known := pinoLevels[doc.level]; known {
		doc.level = word
	}
	doc.message = all.take(messageNames)
	doc.trace = all.take(traceNames)
	all.take(timeNames) // the log's own time is shown
	doc.fields = all
	return doc, true
}

type fields []field

// take removes the first of these names that says something, and gives its value.
func (f *fields) take(names []string) string {
	for _, name := range names {
		for i, one := range *f {
			if strings.EqualFold(one.name, name) && strings.TrimSpace(one.value) != "" {
				*f = slices.Delete(*f, i, i+1)
				return one.value
			}
		}
	}
	return ""
}

const (
	// maxDepth is how deep objects are looked into, maxLeaves how many values are
	// looked at.
	maxDepth  = 3
	maxLeaves = 200
)

// inner are the names under which an object that stands for an error or a
// message says it.
var inner = []string{"message", "msg", "stack", "stacktrace", "stack_trace"}

// leaves lists the scalars of an object by their names, those of objects inside
// by a dotted one. An error that is an object is what it says.
func leaves(text, path string, depth int) fields {
	var all fields
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	err := object(d, func(name string) error {
		var raw json.RawMessage
		if err := d.Decode(&raw); err != nil {
			return err
		}
		if len(all) >= maxLeaves {
			return errEnough
		}
		full := name
		if path != "" {
			full = path + "." + name
		}
		value := strings.TrimSpace(string(raw))
		switch {
		case value == "null":
		case value[0] == '{' && depth < maxDepth:
			all = append(all, within(leaves(value, full, depth+1), full)...)
		case value[0] == '"':
			var s string
			_ = json.Unmarshal(raw, &s) // valid, or the line would not be
			all = append(all, field{full, s})
		default:
			all = append(all, field{full, value})
		}
		return nil
	})
	if err != nil && !errors.Is(err, errEnough) {
		return nil // no object after all; its caller shows the line
	}
	return all
}

var errEnough = errors.New("enough")

// within names what an error's object says after the error, and its stack a stack.
func within(all fields, path string) fields {
	last := path[strings.LastIndexByte(path, '.')+1:]
	if !slices.ContainsFunc(messageNames, func(n string) bool { return strings.EqualFold(n, last) }) {
		return all
	}
	for i := range all {
		name, isInner := strings.CutPrefix(all[i].name, path+".")
		switch {
		case !isInner || !slices.Contains(inner, strings.ToLower(name)):
		case strings.HasPrefix(strings.ToLower(name), "stack"):
			all[i].name = "stack"
		default:
			all[i].name = path
		}
	}
	return all
}

func count(n int) string { return strconv.Itoa(n) }
