package fake

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/text/encoding/korean"
)

// sensZone is the zone in which SENS writes times.
var sensZone = time.FixedZone("KST", 9*60*60)

// Limits of a text message in bytes of EUC-KR, and of a request.
const (
	kindSMS = "SMS"

	smsMost, lmsMost, subjectMost = 90, 2000, 40
	sensMany                      = 100
)

var sensDigits = regexp.MustCompile(`^[0-9]+$`)

// sensRequest is an accepted request.
type sensRequest struct {
	id       string
	at       time.Time
	talk     bool
	messages []*sensOne
	// result is how all of them end, where Fail chose that.
	result string
	// asked counts how often it was asked for.
	asked int
}

// sensOne is the message to one number.
type sensOne struct {
	request                            *sensRequest
	id, kind, from, to, subject, shown string
	pictures                           []string
	buttons                            []Line
	// code is the result that shows once it is completed; of AlimTalk refused is
	// the code with which it was not even taken.
	code, refused string
	// wanted says that a text message is to go out in its place, failover is that one.
	wanted   bool
	failover *sensOne
	// lost says what of it nobody sees.
	lost string
}

func (d sensDialect) checkSMS(o object) faults {
	var f faults
	f.only(o, "", "type", "contentType", "countryCode", "from", "subject", "content", "messages", "files", "reserveTime", "reserveTimeZone")
	f.required(o, "", "type", 3)
	f.oneOf(o, "", "type", kindSMS, "LMS", "MMS")
	f.oneOf(o, "", "contentType", "COMM", "AD")
	if from := f.required(o, "", "from", 20); from != "" && !sensDigits.MatchString(from) {
		f.add("from", "is not digits only")
	}
	f.required(o, "", "content", lmsMost*2)
	f.text(o, "", "subject", lmsMost)
	kind := strings.ToUpper(str(o, "type"))
	if _, there := o["subject"]; there && kind == kindSMS {
		f.add("subject", "belongs to LMS and MMS")
	}
	for i, m := range f.list(o, "", "messages", 1, sensMany) {
		path := fmt.Sprintf("messages[%d]", i)
		f.only(m, path, "to", "subject", "content")
		if to := f.required(m, path, "to", 20); to != "" && !sensDigits.MatchString(to) {
			f.add(path+".to", "is not digits only")
		}
		f.text(m, path, "content", lmsMost*2)
		f.text(m, path, "subject", lmsMost)
	}
	d.desk.mu.Lock()
	defer d.desk.mu.Unlock()
	for i, file := range f.list(o, "", "files", 0, 3) {
		kept, known := d.desk.files[str(file, "fileId")]
		if kind != "MMS" || !known || d.desk.now().Sub(kept.at) > sensKept {
			f.add(fmt.Sprintf("files[%d]", i), "is no file of an MMS that is kept")
		}
	}
	return f
}

// only reports the keys that nobody knows.
func (f *faults) only(o object, path string, known ...string) {
	for key := range o {
		if !slices.Contains(known, key) {
			f.add(path+"."+key, "is not known")
		}
	}
}

// deliver does what the networks do, as far as the provider knows it.
func (d sensDialect) deliver(m *Received) {
	d.desk.mu.Lock()
	defer d.desk.mu.Unlock()
	o, err := readObject(m.Body)
	if err != nil {
		return // it was read before
	}
	q := &sensRequest{at: m.Time, talk: o["plusFriendId"] != nil, result: d.desk.chosen()}
	number := len(d.desk.sent) + 1
	if q.talk {
		q.id = fmt.Sprintf("%08x-0000-4000-8000-%012x", number, q.at.UnixMilli())
		d.desk.sendTalk(q, o)
	} else {
		q.id = fmt.Sprintf("RSLA-%d-%016d", q.at.UnixMilli(), number)
		for _, to := range children(o, "messages") {
			q.messages = append(q.messages, d.desk.sendSMS(q, o, to))
		}
	}
	d.desk.sent = append(d.desk.sent, q)
	m.ID = q.id
	d.desk.show(m, q)
}

// sendSMS sends one text message. The lock is held.
func (d *sensDesk) sendSMS(q *sensRequest, o, to object) *sensOne {
	one := &sensOne{
		request: q, id: fmt.Sprintf("0-ESA-%s-%d-%d", q.at.In(sensZone).Format("200601"), len(d.sent)+1, len(q.messages)),
		kind: strings.ToUpper(str(o, "type")), from: str(o, "from"), to: str(to, "to"),
		subject: cmp.Or(str(to, "subject"), str(o, "subject")), code: "0",
	}
	if one.kind == "MMS" && len(children(o, "files")) == 0 {
		one.kind = "LMS"
	}
	most := one.most()
	content := cmp.Or(str(to, "content"), str(o, "content"))
	var bad, badSubject bool
	var cut, cutSubject int
	one.shown, cut, bad = carried(content, most)
	one.subject, cutSubject, badSubject = carried(one.subject, subjectMost)
	switch {
	case bad || badSubject:
		one.code, one.lost = "3022", "3022: it has a character that EUC-KR lacks"
	case d.account.Senders != nil && !slices.Contains(d.account.Senders, one.from):
		one.code, one.lost = "3023", "3023: the sender is not registered"
	case cut+cutSubject > 0:
		one.lost = fmt.Sprintf(lostPart+": %d bytes are missing", cut+cutSubject)
	}
	code := d.next(smsKey(one.to), d.account.Results[one.to])
	if !q.talk {
		code = cmp.Or(q.result, code)
	}
	if code != "" && one.code == "0" {
		one.code = code
	}
	for _, f := range children(o, "files") {
		kept := d.files[str(f, "fileId")]
		one.pictures = append(one.pictures, fmt.Sprintf("[picture %d × %d, %d KB]", kept.wide, kept.high, (kept.size+1023)>>10))
	}
	return one
}

// smsKey and talkKey are what the used up results of a number are counted under.
func smsKey(to string) string  { return "sms/" + to }
func talkKey(to string) string { return kindTalk + "/" + to }

// next uses up the next of these results; empty is one of success.
func (d *sensDesk) next(key string, codes []string) string {
	n := d.used[key]
	if n >= len(codes) {
		return ""
	}
	d.used[key]++
	return codes[n]
}

// most is how many bytes a text message may have.
func (one *sensOne) most() int {
	if one.kind == kindSMS {
		return smsMost
	}
	return lmsMost
}

// chosen is the result that Fail chose for a request; empty is none.
func (d *sensDesk) chosen() string {
	if d.ending == 0 {
		return ""
	}
	if d.ending > 0 {
		d.ending--
	}
	return d.result
}

// carried is what of a text arrives: so many bytes of EUC-KR, cut at a character.
// bad says that it has a character outside of KS X 1001.
func carried(text string, most int) (shown string, cut int, bad bool) {
	used, end := 0, len(text)
	for i, r := range text {
		n := 1
		if r >= utf8.RuneSelf {
			n = 2
			b, err := korean.EUCKR.NewEncoder().Bytes([]byte(string(r)))
			bad = bad || err != nil || len(b) != 2 || b[0] < 0xA1 || b[1] < 0xA1
		}
		if used += n; used > most && end == len(text) {
			end = i
		}
	}
	return text[:end], max(0, used-most), bad
}
