package fake

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"image/jpeg"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// Stages of a message.
const (
	ready      = "READY"
	processing = "PROCESSING"
	completed  = "COMPLETED"
)

// ask answers what carries no message: lists, single messages, pictures.
func (d sensDialect) ask(r *http.Request, body []byte) (answer, bool) {
	talk, _, rest := route(r.URL.Path)
	d.desk.mu.Lock()
	defer d.desk.mu.Unlock()
	place, id, single := strings.Cut(rest, "/")
	switch {
	case r.Method == http.MethodPost && place == "files":
		return d.desk.file(body), true
	case r.Method == http.MethodPost:
		return answer{}, false
	case place == "channels":
		return sensSays(http.StatusOK, []object{{"channelId": d.desk.account.Channel}}), true
	case place == "templates":
		all := []object{}
		for code, text := range d.desk.account.Templates {
			all = append(all, object{"templateCode": code, "content": text, "templateStatus": "ACCEPT"})
		}
		return sensSays(http.StatusOK, all), true
	case single:
		return d.desk.one(talk, id), true
	}
	query, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil || talk {
		return gateway(http.StatusBadRequest, "100", "Bad Request Exception", "no such list"), true
	}
	return d.desk.list(query), true
}

// stage is how far a request has come, and counts that it was asked for; empty is
// not known yet.
func (d *sensDesk) stage(q *sensRequest) string {
	q.asked++
	switch n := q.asked - d.account.Polls; {
	case n <= 0:
		return ""
	case d.account.Prompt || n > 2:
		return completed
	case n == 1:
		return ready
	}
	return processing
}

// unknown is the answer where there is nothing to list: it has no body.
func unknown() answer {
	return answer{status: http.StatusNotFound, header: http.Header{}, why: "nothing is known of it (yet)"}
}

// one tells of a single message.
func (d *sensDesk) one(talk bool, id string) answer {
	for _, q := range d.sent {
		for _, one := range q.messages {
			if q.talk != talk || one.id != id {
				continue
			}
			switch stage := d.stage(q); {
			case stage == "":
				return unknown()
			case talk:
				return sensSays(http.StatusOK, one.told(stage))
			default:
				return sensSays(http.StatusOK, object{"statusCode": "200", "statusName": "success", "messages": []object{one.entry(stage)}})
			}
		}
	}
	return unknown()
}

// list tells of all messages of a request or of a span of time, a page of them.
func (d *sensDesk) list(query url.Values) answer {
	wanted, why := asking(query)
	if why != "" {
		return sensNo(http.StatusBadRequest, why)
	}
	var all []object
	for _, q := range d.sent {
		if q.talk || !wanted(q) {
			continue
		}
		// The later pages belong to the same asking.
		if query.Has("nextToken") {
			q.asked--
		}
		if stage := d.stage(q); stage != "" {
			for _, one := range q.messages {
				all = append(all, one.entry(stage))
			}
		}
	}
	if len(all) == 0 {
		return unknown()
	}
	at := 0
	if query.Has("nextToken") {
		n, err := strconv.Atoi(strings.TrimPrefix(query.Get("nextToken"), "p/"))
		if err != nil || n <= 0 || n >= len(all) {
			return sensNo(http.StatusBadRequest, "nextToken is not one of ours")
		}
		at = n
	}
	end := min(at+d.account.Page, len(all))
	said := object{"statusCode": "200", "statusName": "success", "messages": all[at:end]}
	if end < len(all) {
		said["nextToken"] = fmt.Sprintf("p/%d", end)
	}
	return sensSays(http.StatusOK, said)
}

// asking reads which requests are asked for, and says what is wrong with that.
func asking(query url.Values) (wanted func(*sensRequest) bool, why string) {
	for key := range query {
		if !slices.Contains([]string{"requestId", "requestStartTime", "requestEndTime", "nextToken"}, key) {
			return nil, key + " is not known"
		}
	}
	if query.Has("requestId") {
		return func(q *sensRequest) bool { return q.id == query.Get("requestId") }, ""
	}
	from, err := time.ParseInLocation(time.DateTime, query.Get("requestStartTime"), sensZone)
	to, err2 := time.ParseInLocation(time.DateTime, query.Get("requestEndTime"), sensZone)
	if err != nil || err2 != nil || to.Before(from) || to.Sub(from) > 30*24*time.Hour {
		return nil, "requestStartTime and requestEndTime are no span of at most 30 days"
	}
	return func(q *sensRequest) bool {
		at := q.at.Truncate(time.Second)
		return !at.Before(from) && !at.After(to)
	}, ""
}

// entry is a text message in a list.
func (one *sensOne) entry(stage string) object {
	o := object{
		"requestId": one.request.id, "messageId": one.id, "requestTime": one.request.at.In(sensZone).Format(time.DateTime),
		"contentType": "COMM", "type": one.kind, "content": one.shown, "countryCode": "82", "from": one.from, "to": one.to,
		"status": stage, "files": []object{},
	}
	if one.subject != "" {
		o["subject"] = one.subject
	}
	if stage == completed {
		o["completeTime"], o["telcoCode"], o["statusCode"] = one.request.at.Add(2*time.Second).In(sensZone).Format(time.DateTime), "SKT", one.code
		if o["statusName"], o["statusMessage"] = "success", "성공"; one.code != "0" {
			o["statusName"], o["statusMessage"] = "fail", "실패"
		}
	}
	return o
}

// Limits of a picture.
const (
	pictureMost                = 300 << 10
	pictureWide, pictureHigh   = 1500, 1440
	pictureName, pictureSuffix = 40, `.jpg .jpeg`
)

// sensFile is a stored picture.
type sensFile struct {
	at               time.Time
	name             string
	size, wide, high int
}

// file stores a picture. One with the name and the size of another is taken for
// that one.
func (d *sensDesk) file(body []byte) answer {
	no := func(format string, args ...any) answer {
		return sensNo(http.StatusBadRequest, fmt.Sprintf(format, args...))
	}
	o, err := readObject(body)
	if err != nil {
		return no("%v", err)
	}
	name := str(o, "fileName")
	data, err := base64.StdEncoding.DecodeString(str(o, "fileBody"))
	dot := strings.LastIndexByte(name, '.')
	switch {
	case dot < 1 || !slices.Contains(strings.Fields(pictureSuffix), strings.ToLower(name[dot:])) || utf8.RuneCountInString(name) > pictureName:
		return no("fileName is not a name of at most %d characters that ends in .jpg or .jpeg", pictureName)
	case err != nil || len(data) == 0:
		return no("fileBody is not base64")
	case len(data) > pictureMost:
		return no("the file has %d bytes, at most %d", len(data), pictureMost)
	}
	config, err := jpeg.DecodeConfig(bytes.NewReader(data))
	if err != nil || config.Width > pictureWide || config.Height > pictureHigh {
		return no("the file is no JPEG of at most %d × %d", pictureWide, pictureHigh)
	}
	id := ""
	for known, f := range d.files {
		if f.name == name && f.size == len(data) {
			id = known
		}
	}
	if id == "" {
		id = fmt.Sprintf("file-%04d", len(d.files)+1)
		d.files[id] = sensFile{at: d.now(), name: name, size: len(data), wide: config.Width, high: config.Height}
	}
	kept := d.files[id]
	at := func(t time.Time) string { return t.In(sensZone).Format("2006-01-02T15:04:05.000") }
	return sensSays(http.StatusOK, object{"fileId": id, "createTime": at(kept.at), "expireTime": at(kept.at.Add(sensKept))})
}
