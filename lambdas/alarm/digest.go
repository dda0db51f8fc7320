package alarm

import (
	"cmp"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"bongsu/shared/alert"
)

// maxFields is how many facts of an unknown document are shown; the rest are
// counted.
const maxFields = 5

// digest picks out of a document what a person wants to see first.
type digest struct {
	n    node
	skip []string // names already used elsewhere
}

// take gives the first of these names that has a scalar, and marks it used.
func (d *digest) take(names ...string) string {
	for _, name := range names {
		if s := d.n.get(strings.Split(name, ".")...).scalar(); strings.TrimSpace(s) != "" {
			d.skip = append(d.skip, name)
			return s
		}
	}
	return ""
}

// leaf is a scalar somewhere in a document.
type leaf struct {
	name, value string
	depth       int
	order       int // its rank, once known
}

// write sets text, fields and severity: first what says how it stands, then
// what stands outermost, the shortest first.
func (d *digest) write(a *alert.Alert) {
	message := d.take("message", "statusMessage", "description", "alarmDescription", "cause", "reason", "statusReason",
		"eventDescription.0.latestDescription")
	a.Text, a.Cut = long(message)
	var leaves []leaf
	d.collect(d.n, "", 0, &leaves)
	for i := range leaves {
		leaves[i].order = leaves[i].rank()
	}
	slices.SortStableFunc(leaves, func(x, y leaf) int {
		return cmp.Or(x.order-y.order, x.depth-y.depth, len(x.value)-len(y.value), strings.Compare(x.name, y.name))
	})
	shown, rest := 0, 0
	for _, l := range leaves {
		if a.At.IsZero() && l.isTime() {
			a.At = node{l.value}.time()
			continue
		}
		if len(a.Links) == 0 && isConsole(l.value) {
			a.Links = []alert.Link{{To: alert.ToResource, URL: encoded(l.value)}}
		}
		if l.isStatus() && (failed(l.value) || l.value == "issue") { // AWS Health's eventTypeCategory
			a.Severity = alert.Warning
		}
		if s := alert.Severity(strings.ToLower(l.value)); strings.EqualFold(l.name, "severity") && rankOf(s) {
			a.Severity = s
		}
		if shown == maxFields {
			rest++
			continue
		}
		a.Fields = append(a.Fields, alert.Field{Name: line(l.name, maxName), Value: line(l.value, maxValue)})
		shown++
	}
	if rest > 0 {
		a.Fields = append(a.Fields, alert.Field{Name: alert.Hidden, Value: strconv.Itoa(rest)})
	}
}

func rankOf(s alert.Severity) bool {
	return s == alert.Critical || s == alert.Warning || s == alert.Info
}

const (
	// maxNesting is how deep leaves are looked for.
	maxNesting = 8
	// maxLeaves is how many of them are looked at: a document of a quarter of a
	// megabyte may hold a hundred thousand.
	maxLeaves = 1000
)

func (d *digest) collect(n node, path string, depth int, to *[]leaf) {
	if depth > maxNesting || len(*to) >= maxLeaves || path != "" && slices.ContainsFunc(d.skip, func(s string) bool { return strings.EqualFold(s, path) }) {
		return
	}
	for _, name := range n.keys() {
		d.collect(n.get(name), join(path, name), depth+1, to)
	}
	for i, element := range n.list() {
		// What stands in a list is rarely what it is about.
		d.collect(element, join(path, strconv.Itoa(i)), depth+2, to)
	}
	value := strings.TrimSpace(n.scalar())
	if value == "" || isNoise(path) || slices.Contains([]string{"null", "NULL", "[]", "{}"}, value) {
		return
	}
	if strings.HasPrefix(path, "s3.object.key") {
		if key, err := url.QueryUnescape(value); err == nil {
			value = key
		}
	}
	*to = append(*to, leaf{name: path, value: value, depth: depth})
}

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

// isNoise leaves out what tells a person nothing, and what is for machines only.
func isNoise(path string) bool {
	name := strings.ToLower(path[strings.LastIndexByte(path, '.')+1:])
	return strings.HasSuffix(name, "version") || strings.HasSuffix(name, "token") || name == "eventpartnumber" ||
		name == "eventtotalparts" || strings.HasPrefix(path, "responseElements.")
}

// rank puts what says how it stands before all else, then what S3, CodeCommit
// and SES notices are about.
func (l leaf) rank() int {
	switch {
	case l.isStatus():
		return 0
	case slices.Contains([]string{
		"s3.bucket.name", "s3.object.key", "codecommit.references.0.ref", "codecommit.references.0.commit",
		"ses.mail.source", "ses.mail.destination.0",
	}, l.name):
		return 1
	}
	return 2
}

// isStatus finds the names under which services say how it stands.
func (l leaf) isStatus() bool {
	name := strings.ToLower(strings.ReplaceAll(strings.ReplaceAll(l.name, "-", ""), "_", ""))
	switch name {
	case "state", "status", "result", "severity", "statuscode", "currentstate", "error", "eventtypecategory":
		return true
	}
	return !strings.Contains(name, ".") && (strings.HasSuffix(name, "status") || strings.HasSuffix(name, "state")) &&
		!strings.HasPrefix(name, "previous")
}

// isTime finds the names under which documents say when it happened.
func (l leaf) isTime() bool {
	name := strings.ToLower(l.name[strings.LastIndexByte(l.name, '.')+1:])
	return slices.Contains([]string{"time", "timestamp", "eventtime", "reportedtime", "approximatearrivaltimestamp"}, name) &&
		!node{l.value}.time().IsZero()
}

// isConsole recognizes a link into the AWS console. Other links in a document
// that we do not know are not offered to be clicked.
func isConsole(s string) bool {
	u, err := url.Parse(s)
	return err == nil && isWebAddress(s) && u.Scheme == "https" && len(s) <= maxAddress &&
		strings.HasSuffix(u.Host, "console.aws.amazon.com") && u.User == nil
}

// failed reports whether a status or a title says that something went wrong.
// Only then is what we do not know more than information.
func failed(s string) bool {
	s = strings.ReplaceAll(strings.ToLower(s), "default", "")
	for _, word := range []string{"fail", "error", "fault", "unsuccessful", "timed_out", "timed out", "timeout", "unhealthy", "critical", "impaired"} {
		if strings.Contains(s, word) {
			return true
		}
	}
	return false
}
