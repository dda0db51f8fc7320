package file

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"bongsu/shared/alert"
	"bongsu/shared/config"
	"bongsu/shared/logpattern"
)

const (
	defaultCooldown = 5 * time.Minute
	longestCooldown = time.Hour
	// maxSay is about what a title can take.
	maxSay = 120
	// maxPath is Linux's PATH_MAX.
	maxPath = 4096
	// defaultStack is what the stack is called unless -c stack= says otherwise.
	defaultStack = "bongsu"
)

var (
	// logGroup is what a log group may be called. Source: CreateLogGroup,
	// logGroupName.
	logGroup = regexp.MustCompile(`^[A-Za-z0-9_./#-]{1,512}$`)
	// watchName has no slash, which ends it in the keys of its alerts.
	watchName = regexp.MustCompile(`^[\p{L}\p{N}][\p{L}\p{N}_.-]{0,63}$`)
	// fileName becomes a part of a log group's name.
	fileName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$`)
	// absolute is a path of Linux or Windows.
	absolute = regexp.MustCompile(`^(/|[A-Za-z]:[\\/])[^*?]*[^*?/\\]$`)
)

// logs reads which log lines are told.
func (r *reader) logs(root *section) {
	v, ok := root.get("logs")
	if !ok {
		return
	}
	elements, ok := r.list(v, `e.g. logs: [{group: /app/orders, match: "ERROR"}]`)
	if !ok {
		return
	}
	names, watched := map[string]int{}, map[string]int{}
	for _, e := range elements {
		s, ok := r.section(e)
		if !ok {
			continue
		}
		l := r.log(s, names)
		what := l.Group + "\x00" + l.Filter
		if l.File != "" {
			what = l.File + "\x00" + l.Filter
		}
		if line, again := watched[what]; again && l.Filter != "" && what[0] != 0 {
			r.fault(e, fmt.Sprintf("watches for the same lines as line %d", line), "remove one, or look for something else")
		} else {
			watched[what] = e.at.line
		}
		r.config.Logs = append(r.config.Logs, l)
	}
	r.nameGroups(names)
}

func (r *reader) log(s *section, names map[string]int) config.Log {
	l := config.Log{Severity: alert.Warning, Cooldown: defaultCooldown}
	r.lineSource(s, &l)
	r.logName(s, &l, names)
	r.lineFilter(s, &l)
	l.Route = r.routed(s, "route")
	if severity, ok := r.severity(s); ok {
		l.Severity = severity
	}
	if v, ok := s.get("say"); ok {
		if l.Say, ok = r.line(v); ok && utf8.RuneCountInString(l.Say) > maxSay {
			r.fault(v, fmt.Sprintf("is longer than %d characters", maxSay), "it is the title of a message")
		}
	}
	if v, ok := s.get("cooldown"); ok {
		d, ok := r.duration(v)
		switch {
		case ok && d > longestCooldown:
			r.fault(v, "is longer than 1h", "up to 1h, or 0 to tell every line")
		case ok && d%time.Second != 0:
			r.fault(v, "is not a whole number of seconds", "e.g. 5m")
		case ok:
			l.Cooldown = d
		}
	}
	s.done()
	return l
}

// lineSource reads where the lines are: exactly one of group and file.
func (r *reader) lineSource(s *section, l *config.Log) {
	const hint = "one of group: LOG GROUP, file: PATH ON A SERVER"
	switch {
	case !s.has("group") && !s.has("file"):
		r.faultAt(s.self.head, s.self.path, "watches neither a group nor a file", hint)
	case s.has("group") && s.has("file"):
		r.faultAt(s.self.head, s.self.path, "watches both a group and a file", hint+"; make two watches")
	}
	if v, ok := s.get("group"); ok {
		l.Group, ok = r.line(v)
		switch {
		case ok && !logGroup.MatchString(l.Group):
			r.fault(v, quoted(l.Group)+" is not the name of a log group", "letters, digits and - _ . / #, e.g. /app/orders; see `aws logs describe-log-groups`")
		case ok && config.OwnGroup(l.Group, defaultStack):
			r.fault(v, quoted(l.Group)+" is a log of Bongsu's own functions", "each line told would write the next one; the watchdog tells when they fail")
		}
	}
	if v, ok := s.get("file"); ok {
		l.File, ok = r.line(v)
		if ok && (!absolute.MatchString(l.File) || len(l.File) > maxPath) {
			r.fault(v, quoted(l.File)+" is not the absolute path of one file", "e.g. /var/log/app/log.txt, without * and ?")
		}
	}
}

func (r *reader) logName(s *section, l *config.Log, names map[string]int) {
	v, ok := s.get("name")
	if !ok {
		if s.has("file") && !s.has("name") {
			s.missing("name", "what people will know it by, e.g. name: app; its log group is called after it")
		}
		return
	}
	shape, hint := watchName, "1 to 64 letters, digits and - _ ."
	if s.has("file") {
		shape, hint = fileName, "1 to 64 of A-Z, a-z, 0-9 and - _ .: a log group is called after it"
	}
	l.Name, ok = r.line(v)
	switch {
	case !ok:
	case !shape.MatchString(l.Name):
		r.fault(v, quoted(l.Name)+" is not a name for a watch", hint)
	default:
		r.once(v, l.Name, names)
	}
	if s.has("file") {
		l.Group = config.FilesGroup(l.Name)
	}
}

// nameGroups names the watches that have no name after their groups. Those that
// have one come first: theirs are not taken away.
func (r *reader) nameGroups(names map[string]int) {
	for i := range r.config.Logs {
		l := &r.config.Logs[i]
		if l.Name != "" {
			continue
		}
		plain := strings.Trim(strings.NewReplacer("/", "-", "#", "-").Replace(l.Group), "-_.")
		if plain = plain[max(0, len(plain)-60):]; plain == "" {
			plain = "log"
		}
		name := plain
		for n := 2; names[name] != 0; n++ {
			name = fmt.Sprintf("%s-%d", plain, n)
		}
		names[name], l.Name = 1, name
	}
}

// lineFilter reads which lines are meant: exactly one of match and pattern.
func (r *reader) lineFilter(s *section, l *config.Log) {
	const hint = `one of match: "hello world" (a text that the line holds), pattern: (CloudWatch's filter pattern)`
	switch {
	case !s.has("match") && !s.has("pattern"):
		s.missing("match", hint)
	case s.has("match") && s.has("pattern"):
		r.faultAt(s.self.head, s.self.path, "has both match and pattern", hint)
	}
	if v, ok := s.get("match"); ok {
		if text, ok := r.text(v); ok {
			filter, err := logpattern.Quote(text)
			if err != nil {
				r.fault(v, err.Error(), "")
			}
			l.Match, l.Filter = text, filter
		}
	}
	if v, ok := s.get("pattern"); ok {
		text, ok := r.text(v)
		text = strings.TrimSpace(text)
		switch _, err := logpattern.Parse(text); {
		case !ok:
		case text == "":
			r.fault(v, "is empty", "it would tell every line; write what to look for")
		case err != nil:
			r.fault(v, err.Error(), "see Filter pattern syntax in the CloudWatch Logs User Guide")
		default:
			l.Filter = text
		}
	}
}

// maxRedact bounds what every line is searched for.
const maxRedact = 50

// redact reads what else is not shown of log lines.
func (r *reader) redact(root *section) {
	v, ok := root.get("redact")
	if !ok {
		return
	}
	const hint = `e.g. redact: ['member-[0-9]{6}']`
	texts, at := r.lines(v, hint)
	for i, text := range texts {
		compiled, err := regexp.Compile(text)
		switch {
		case err != nil:
			r.fault(at[i], "is not a regular expression of Go: "+strings.TrimPrefix(err.Error(), "error parsing regexp: "), hint)
		case compiled.MatchString(""):
			r.fault(at[i], "matches nothing at all, and so everywhere", hint)
		}
	}
	if len(texts) > maxRedact {
		r.fault(v, fmt.Sprintf("lists more than %d patterns", maxRedact), "join some with |")
	}
	r.config.Redact = slices.Clip(texts)
}
