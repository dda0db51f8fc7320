package fake

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func pushOf(messages ...string) string {
	return fmt.Sprintf(`{"to":%q,"messages":[%s]}`, botGroup, strings.Join(messages, ","))
}

func textOf(text string) string {
	b, _ := json.Marshal(text)
	return `{"type":"text","text":` + string(b) + `}`
}

func flexOf(parts ...string) string {
	return `{"type":"flex","altText":"a","contents":` + bubbleOf(parts...) + `}`
}

func bubbleOf(parts ...string) string {
	return `{"type":"bubble","body":{"type":"box","layout":"vertical","contents":[` + strings.Join(parts, ",") + `]}}`
}

func carouselOf(bubbles ...string) string {
	return `{"type":"flex","altText":"a","contents":{"type":"carousel","contents":[` + strings.Join(bubbles, ",") + `]}}`
}

func buttonOf(label, uri string) string {
	return fmt.Sprintf(`{"type":"button","action":{"type":"uri","label":%q,"uri":%q}}`, label, uri)
}

func imageOf(original, preview string) string {
	return fmt.Sprintf(`{"type":"image","originalContentUrl":%q,"previewImageUrl":%q}`, original, preview)
}

func TestLINEMessages(t *testing.T) {
	const https, part = "https://example.com/g.png", "messages[0].contents.body.contents[0]"
	for name, test := range map[string]struct {
		body, property string // empty where it is accepted
	}{
		"text":                    {pushOf(textOf("a")), ""},
		"five":                    {pushOf(repeated(textOf("a"), 5)...), ""},
		"none":                    {pushOf(), "messages"},
		"six":                     {pushOf(repeated(textOf("a"), 6)...), "messages"},
		"messages missing":        {`{"to":"` + botGroup + `"}`, "messages"},
		"empty text":              {pushOf(textOf("a"), textOf(" \n")), "messages[1].text"},
		"longest text":            {pushOf(textOf(strings.Repeat("가", 5000))), ""},
		"text too long":           {pushOf(textOf(strings.Repeat("가", 5001))), "messages[0].text"},
		"longest text in emoji":   {pushOf(textOf(strings.Repeat("🔴", 2500))), ""},
		"too long in emoji":       {pushOf(textOf(strings.Repeat("🔴", 2500) + "a")), "messages[0].text"},
		"unknown message":         {pushOf(`{"type":"poem"}`), "messages[0].type"},
		"unknown field":           {pushOf(`{"type":"text","text":"a","colour":"red"}`), "messages[0].colour"},
		"silent":                  {`{"to":"` + botGroup + `","notificationDisabled":true,"messages":[` + textOf("a") + `]}`, ""},
		"silent in words":         {`{"to":"` + botGroup + `","notificationDisabled":"yes","messages":[` + textOf("a") + `]}`, "notificationDisabled"},
		"image":                   {pushOf(imageOf(https, https)), ""},
		"no preview":              {pushOf(`{"type":"image","originalContentUrl":"` + https + `"}`), "messages[0].previewImageUrl"},
		"http image":              {pushOf(imageOf("http://example.com/g.png", https)), "messages[0].originalContentUrl"},
		"loopback image":          {pushOf(imageOf("http://127.0.0.1/g.png", https)), "messages[0].originalContentUrl"},
		"image with a space":      {pushOf(imageOf(https, https+"?a b")), "messages[0].previewImageUrl"},
		"image too long":          {pushOf(imageOf(https+strings.Repeat("x", 1976), https)), "messages[0].originalContentUrl"},
		"flex":                    {pushOf(flexOf(textOf("a"), buttonOf("Open", https), `{"type":"separator","margin":"md"}`)), ""},
		"no altText":              {pushOf(`{"type":"flex","contents":` + bubbleOf(textOf("a")) + `}`), "messages[0].altText"},
		"altText too long":        {pushOf(strings.Replace(flexOf(textOf("a")), `"a"`, `"`+strings.Repeat("a", 401)+`"`, 1)), "messages[0].altText"},
		"no contents":             {pushOf(`{"type":"flex","altText":"a"}`), "messages[0].contents"},
		"unknown container":       {pushOf(`{"type":"flex","altText":"a","contents":{"type":"balloon"}}`), "messages[0].contents.type"},
		"unknown component":       {pushOf(flexOf(`{"type":"poem"}`)), part + ".type"},
		"unknown flex field":      {pushOf(flexOf(`{"type":"text","text":"a","bold":true}`)), part + ".bold"},
		"empty flex text":         {pushOf(flexOf(textOf(""))), part + ".text"},
		"colour by name":          {pushOf(flexOf(`{"type":"text","text":"a","color":"red"}`)), part + ".color"},
		"unknown size":            {pushOf(flexOf(`{"type":"text","text":"a","size":"huge"}`)), part + ".size"},
		"no label":                {pushOf(flexOf(buttonOf("", https))), part + ".action.label"},
		"longest label":           {pushOf(flexOf(buttonOf(strings.Repeat("a", 20), https))), ""},
		"label too long":          {pushOf(flexOf(buttonOf(strings.Repeat("a", 21), https))), part + ".action.label"},
		"script":                  {pushOf(flexOf(buttonOf("a", "javascript:alert(1)"))), part + ".action.uri"},
		"telephone":               {pushOf(flexOf(buttonOf("a", "tel:+821012345678"))), ""},
		"uri too long":            {pushOf(flexOf(buttonOf("a", https+strings.Repeat("x", 976)))), part + ".action.uri"},
		"box without layout":      {pushOf(flexOf(`{"type":"box","contents":[]}`)), part + ".layout"},
		"button in a baseline":    {pushOf(flexOf(`{"type":"box","layout":"baseline","contents":[` + buttonOf("a", https) + `]}`)), part + ".contents[0].type"},
		"bubble too large":        {pushOf(flexOf(repeated(textOf(strings.Repeat("a", 4900)), 7)...)), "messages[0].contents"},
		"large by its characters": {pushOf(flexOf(repeated(textOf(strings.Repeat("가", 1660)), 6)...)), "messages[0].contents"},
		"large carousel":          {pushOf(carouselOf(repeated(bubbleOf(textOf(strings.Repeat("a", 4900))), 9)...)), ""},
		"carousel too large":      {pushOf(carouselOf(repeated(bubbleOf(textOf(strings.Repeat("a", 4900))), 11)...)), "messages[0].contents"},
		"thirteen bubbles":        {pushOf(carouselOf(repeated(bubbleOf(textOf("a")), 13)...)), "messages[0].contents.contents"},
	} {
		t.Run(name, func(t *testing.T) {
			l := lineOf(t, Options{}, LINEAccount{})
			want := said{Status: 200}
			if test.property != "" {
				want = said{400, "The request body has 1 error(s)", test.property}
			}
			if d := cmp.Diff(want, l.push(t, test.body, nil)); d != "" {
				t.Error(d)
			}
			if (len(l.Messages()) == 1) != (test.property == "") {
				t.Errorf("%d messages", len(l.Messages()))
			}
			_, _, checked := l.ask(t, http.MethodPost, lineValidatePath+"push", test.body, nil)
			if (checked == "{}") != (test.property == "") {
				t.Errorf("validate says %s", checked)
			}
		})
	}
}

func repeated(s string, n int) []string {
	all := make([]string, n)
	for i := range all {
		all[i] = s
	}
	return all
}
