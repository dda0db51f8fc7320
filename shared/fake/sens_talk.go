package fake

import (
	"cmp"
	"fmt"
	"regexp"
	"strings"
)

const (
	kindTalk      = "AlimTalk"
	talkDelivered = "0000"
	talkTaken     = "A000"
	// talkUnlike is said of a content that is not of its template. The number is
	// the fake's own.
	talkUnlike = "A111"
	talkMost   = 1000
)

var talkVariable = regexp.MustCompile(`#\\\{[^{}]*\\\}`)

// approved is a template as what its messages look like: any text of one line in
// the place of a variable, and nothing else changed.
func approved(template string) *regexp.Regexp {
	return regexp.MustCompile(`\A` + talkVariable.ReplaceAllString(regexp.QuoteMeta(template), `([^\n]+)`) + `\z`)
}

func (d sensDialect) checkTalk(o object) faults {
	var f faults
	f.only(o, "", "plusFriendId", "templateCode", "messages", "reserveTime", "reserveTimeZone")
	if str(o, "plusFriendId") != d.desk.account.Channel {
		f.add("plusFriendId", "is no channel of this service")
	}
	if _, known := d.desk.account.Templates[str(o, "templateCode")]; !known {
		f.add("templateCode", "is no template of this channel")
	}
	for i, m := range f.list(o, "", "messages", 1, sensMany) {
		path := fmt.Sprintf("messages[%d]", i)
		f.only(m, path, "countryCode", "to", "content", "title", "headerContent", "itemHighlight", "item", "buttons", "useSmsFailover", "failoverConfig")
		if to := f.required(m, path, "to", 20); to != "" && !sensDigits.MatchString(to) {
			f.add(path+".to", "is not digits only")
		}
		f.required(m, path, "content", talkMost)
		for n, b := range f.list(m, path, "buttons", 0, 5) {
			f.talkButton(b, fmt.Sprintf("%s.buttons[%d]", path, n))
		}
		f.talkFailover(m, path)
	}
	return f
}

func (f *faults) talkButton(b object, path string) {
	f.required(b, path, "name", 20)
	switch str(b, "type") {
	case "WL":
		f.only(b, path, "type", "name", "linkMobile", "linkPc")
		f.link(b, path, "linkMobile", 500)
		if b["linkPc"] != nil {
			f.link(b, path, "linkPc", 500)
		}
	case "AC", "DS", "BK", "MD":
		f.only(b, path, "type", "name")
	default:
		f.add(path+".type", "is no type of button this fake knows")
	}
}

func (f *faults) talkFailover(m object, path string) {
	wanted, isBool := m["useSmsFailover"].(bool)
	if _, there := m["useSmsFailover"]; there && !isBool {
		f.add(path+".useSmsFailover", "is not true or false")
	}
	config, there := m["failoverConfig"].(object)
	if !there {
		return
	}
	path += ".failoverConfig"
	if !wanted {
		f.add(path, "has to be left out without useSmsFailover")
	}
	f.only(config, path, "type", "from", "subject", "content")
	f.oneOf(config, path, "type", kindSMS, "LMS")
	if from := f.required(config, path, "from", 20); from != "" && !sensDigits.MatchString(from) {
		f.add(path+".from", "is not digits only")
	}
	f.text(config, path, "content", lmsMost*2)
	f.text(config, path, "subject", lmsMost)
}

// sendTalk sends the messages of a request. The lock is held.
func (d *sensDesk) sendTalk(q *sensRequest, o object) {
	form := approved(d.account.Templates[str(o, "templateCode")])
	for i, m := range children(o, "messages") {
		one := &sensOne{
			request: q, id: fmt.Sprintf("%08x-0001-4000-8000-%012x", len(d.sent)+1, i), kind: kindTalk,
			to: str(m, "to"), shown: str(m, "content"), refused: d.account.Refused[str(m, "to")],
			wanted: m["useSmsFailover"] == true,
		}
		for _, b := range children(m, "buttons") {
			one.buttons = append(one.buttons, button(str(b, "name"), str(b, "linkMobile")))
		}
		q.messages = append(q.messages, one)
		if !form.MatchString(one.shown) {
			one.refused = talkUnlike
		}
		if one.refused != "" {
			one.lost = "refused with " + one.refused
			continue
		}
		one.code = cmp.Or(q.result, d.next(talkKey(one.to), d.account.TalkResults[one.to]), talkDelivered)
		if one.code != talkDelivered && one.wanted && !strings.HasPrefix(one.code, "B") {
			one.failover = d.fail(q, one, child(m, "failoverConfig"))
		}
	}
}

// fail sends a text message in the place of one that KakaoTalk did not deliver.
func (d *sensDesk) fail(q *sensRequest, one *sensOne, config object) *sensOne {
	content := cmp.Or(str(config, "content"), one.shown)
	kind := strings.ToUpper(str(config, "type"))
	if kind == "" {
		kind = kindSMS
		if _, cut, _ := carried(content, smsMost); cut > 0 {
			kind = "LMS"
		}
	}
	o := object{"type": kind, "from": str(config, "from"), "subject": str(config, "subject"), "content": content}
	return d.sendSMS(q, o, object{"to": one.to})
}

// taken is what the answer to the request says of the message.
func (one *sensOne) taken() object {
	o := object{
		"messageId": one.id, "countryCode": "82", "to": one.to, "content": one.shown,
		"requestStatusCode": talkTaken, "requestStatusName": "success", "requestStatusDesc": "성공", "useSmsFailover": one.wanted,
	}
	if one.refused != "" {
		o["requestStatusCode"], o["requestStatusName"] = one.refused, "fail"
		o["requestStatusDesc"] = "전송 실패: " + one.to
	}
	return o
}

// told is what is said of it when it is asked for, in one of the stages.
func (one *sensOne) told(stage string) object {
	o := one.taken()
	o["requestId"], o["requestTime"] = one.request.id, one.request.at.In(sensZone).Format("2006-01-02T15:04:05.000")
	if one.refused != "" {
		return o
	}
	if stage != completed {
		o["messageStatusName"] = "processing"
		return o
	}
	o["messageStatusCode"], o["messageStatusName"] = one.code, "success"
	if one.code != talkDelivered {
		o["messageStatusName"] = "fail"
	}
	if sms := one.failover; sms != nil {
		o["failover"] = object{
			"requestId": "RSLA-" + one.id, "requestStatusCode": "202", "messageId": sms.id, "messageStatus": completed,
			"messageStatusCode": sms.code,
		}
	}
	return o
}
