package fake

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
)

func (d lineDialect) judge(r *http.Request, body []byte) (Received, *answer) {
	b := d.bot
	b.mu.Lock()
	defer b.mu.Unlock()
	now := b.now()
	if b.paces[r.URL.Path].take(now) > 0 {
		return Received{}, at(d.throttled(0))
	}
	o, no := d.read(r, body)
	if o == nil {
		return Received{}, no
	}
	key, digest := r.Header.Get("Authorization")+"\n"+r.Header.Get("X-Line-Retry-Key"), sha256.Sum256(append([]byte(r.URL.Path+"\n"), body...))
	keyed := r.Header.Get("X-Line-Retry-Key") != ""
	if before, known := b.keys[key]; keyed && known && now.Sub(before.at) < lineKeyLife {
		return Received{}, at(b.conflict(before, digest))
	}
	if no != nil {
		return Received{}, no
	}
	to, no := b.recipients(r.URL.Path, o)
	if no != nil {
		return Received{}, no
	}
	reached, price := b.reached(to)
	if b.account.Quota > 0 && b.usage()+price > b.account.Quota {
		return Received{}, at(lineNo(http.StatusTooManyRequests, lineUsedUp))
	}
	if r.URL.Path == linePushPath && len(reached) == 0 {
		return Received{}, at(lineNo(http.StatusBadRequest, lineUnsent))
	}
	b.spent = b.usage() + price
	m := Received{To: reached, ID: lineRequestID(), Lines: linePage(o)}
	if len(reached) == 0 {
		m.Lost = "nobody of the recipients can be reached"
	}
	if r.URL.Path == linePushPath {
		for range children(o, "messages") {
			b.count++
			b.sent[m.ID] = append(b.sent[m.ID], lineSent{fmt.Sprint(461230966842064896 + b.count), lineHex(12)})
		}
	}
	if keyed {
		b.keys[key] = lineKey{now, m.ID, digest}
	}
	return m, nil
}

// conflict is the answer to a retry key that was accepted before.
func (b *lineBot) conflict(before lineKey, digest [sha256.Size]byte) answer {
	body := map[string]any{"message": lineAccepted}
	if sent := b.sent[before.request]; sent != nil {
		body["sentMessages"] = sent
	}
	a := lineSays(http.StatusConflict, body)
	a.header.Set("X-Line-Accepted-Request-Id", before.request)
	a.why = lineAccepted
	if digest != before.digest {
		a.why = "the retry key was accepted before, with another request: this one is told to nobody"
	}
	return a
}

// reached are the recipients that get a message, and what that costs.
func (b *lineBot) reached(to []string) (reached []string, price int) {
	for _, id := range to {
		people, known := b.account.Known[id]
		switch {
		case b.account.Known == nil:
			people = 1
		case !known:
			continue
		}
		reached, price = append(reached, id), price+people
	}
	return reached, price
}

var (
	lineAnybody = regexp.MustCompile(`^[UCR][0-9a-f]{32}$`)
	lineUser    = regexp.MustCompile(`^U[0-9a-f]{32}$`)
)

// recipients checks whom a request is for.
func (b *lineBot) recipients(path string, o object) ([]string, *answer) {
	no := func() ([]string, *answer) {
		return nil, at(lineNo(http.StatusBadRequest, "The property, 'to', in the request body is invalid (line: -, column: -)"))
	}
	if path == linePushPath {
		if to := str(o, "to"); lineAnybody.MatchString(to) {
			return []string{to}, nil
		}
		return no()
	}
	all, _ := o["to"].([]any)
	if len(all) == 0 || len(all) > 500 {
		return no()
	}
	var to []string
	seen := map[string]bool{}
	for _, v := range all {
		id, _ := v.(string)
		if !lineUser.MatchString(id) || seen[id] {
			return no()
		}
		seen[id] = true
		to = append(to, id)
	}
	return to, nil
}

// read reads and checks the messages of a request. Of a body that is none the
// object is nil.
func (d lineDialect) read(r *http.Request, body []byte) (object, *answer) {
	if len(body) > lineMost {
		return nil, at(lineNo(http.StatusRequestEntityTooLarge, "The request body is too large"))
	}
	if media, _ := mediaType(r); media != "application/json" {
		return nil, at(lineNo(http.StatusUnsupportedMediaType, "Unsupported media type"))
	}
	o, err := readObject(body)
	if err != nil {
		a := lineNo(http.StatusBadRequest, "The request body could not be parsed as JSON (line: -, column: -)")
		a.why = err.Error()
		return nil, &a
	}
	var raw struct {
		Messages []json.RawMessage `json:"messages"`
	}
	_ = json.Unmarshal(body, &raw) // the checks say it better
	c := lineCheck{plainPictures: d.bot.account.PlainPictures}
	c.request(o, raw.Messages)
	if len(c.details) > 0 {
		return o, at(lineNo(http.StatusBadRequest, fmt.Sprintf("The request body has %d error(s)", len(c.details)), c.details...))
	}
	return o, nil
}
