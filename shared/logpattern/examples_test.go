package logpattern_test

// example is a pattern, the lines that it matches and lines that it does not;
// section is where the guide says so.
type example struct {
	section, pattern string
	yes, no          []string
}

var (
	regexExamples = []example{
		{"Supported regex: ^", `%^[hc]at%`, []string{"hat", "cat on"}, []string{"a hat", "bat"}},
		{"Supported regex: $", `%[hc]at$%`, []string{"hat", "a cat"}, []string{"cats"}},
		{"Supported regex: ?", `%colou?r%`, []string{"color", "colour"}, []string{"colouur"}},
		{"Supported regex: []", `%[abc]%`, []string{"b"}, []string{"x"}},
		{"Supported regex: []", `%[abcx-z]%`, []string{"y"}, []string{"d"}},
		{"Supported regex: {m, n}", `%^a{3,5}$%`, []string{"aaa", "aaaaa"}, []string{"aa", "aaaaaa"}},
		{"Supported regex: {m, n}, m omitted", `%^a{,2}b%`, []string{"b", "aab"}, []string{"aaab"}},
		{"Supported regex: {m, n}, n omitted", `%^a{2,}b%`, []string{"aab", "aaab"}, []string{"ab"}},
		{"Supported regex: |", `%^starting|^initializing|^shutting down%`, []string{"starting …", "shutting down"}, []string{"skipping initializing"}},
		{"Supported regex: |", `%abcc|ab[^c]$%`, []string{"abcc …", "aba"}, []string{"aac"}},
		{`Supported regex: \`, `%\[.\]%`, []string{"[a]", "[]]", "[ ]", "[@]"}, []string{"[]", "(a)"}},
		{`Supported regex: \`, `%10\.10\.0\.1%`, []string{"10.10.0.1"}, []string{"10010,051"}},
		{"Supported regex: *", `%ab*c%`, []string{"ac", "abc", "abbbc"}, []string{"abd"}},
		{"Supported regex: +", `%ab+c%`, []string{"abc", "abbbc"}, []string{"ac"}},
		{"Supported regex: .", `%.at%`, []string{"hat", "4at", "#at", " at"}, []string{"at"}},
		{"Supported regex: .", `%10.10.0.1%`, []string{"10010,051"}, nil},
		{`Supported regex: \d`, `%^\d\D$%`, []string{"1a"}, []string{"11", "a1"}},
		{`Supported regex: \s`, `%^\s\S$%`, []string{" a", "\ta", "\na"}, []string{"aa"}},
		{`Supported regex: \w`, `%^\w\W$%`, []string{"_-"}, []string{"-_"}},
		{`Supported regex: \xhh`, `%\x3A\x28%`, []string{"a:(b"}, []string{"a(:b"}},
		{"match terms with a regular expression", `%AUTHORIZED%`, []string{"[ERROR 401] UNAUTHORIZED REQUEST", "[SUCCESS 200] AUTHORIZED REQUEST"}, []string{"authorized"}},
		{"match terms with a regular expression", `%[Ee]rror|[Ff]ail%`, []string{"an error", "Fail"}, []string{"ERROR"}},
	}

	badRequest   = "[ERROR 400] BAD REQUEST"
	unauthorized = "[ERROR 401] UNAUTHORIZED REQUEST"
	missing      = "[ERROR 419] MISSING ARGUMENTS"
	invalid      = "[ERROR 420] INVALID ARGUMENTS"

	termExamples = []example{
		{"unstructured: single term", `ERROR`, []string{badRequest, unauthorized, missing, invalid}, []string{"[error 400]"}},
		{"unstructured: single term, older edition", `"ERROR"`, []string{"[ERROR] A fatal exception has occurred", "Exiting with ERRORCODE: -1"}, []string{"ERR"}},
		{"unstructured: exclude, older edition", `"ERROR" - "Exiting"`, []string{"[ERROR] A fatal exception has occurred"}, []string{"Exiting with ERRORCODE: -1"}},
		{"unstructured: multiple terms", `ERROR ARGUMENTS`, []string{missing, invalid}, []string{badRequest, unauthorized}},
		{"unstructured: multiple terms, older edition", `ERROR Exception`, []string{"[ERROR] Caught IllegalArgumentException", "[ERROR] Unhandled Exception"}, nil},
		{"unstructured: multiple terms, older edition", `Failed to process the request`, []string{"[ERROR] Unable to continue: Failed to process the request"}, []string{"Failed to process"}},
		{"unstructured: optional terms", `?ERROR ?ARGUMENTS`, []string{badRequest, missing, "ARGUMENTS"}, []string{"[INFO] REQUEST FAILED"}},
		{"unstructured: optional terms, note", `?ERROR ?ARGUMENTS REQUEST`, []string{"[INFO] REQUEST FAILED", "[WARN] UNAUTHORIZED REQUEST", "[ERROR] 400 BAD REQUEST"}, []string{missing}},
		{"unstructured: optional terms, note", `?ERROR -ARGUMENTS`, []string{"fine"}, []string{missing}},
		{"unstructured: exact phrases", `"INTERNAL SERVER ERROR"`, []string{"[ERROR 500] INTERNAL SERVER ERROR"}, []string{"INTERNAL ERROR"}},
		{"unstructured: include and exclude", `ERROR -ARGUMENTS`, []string{badRequest, unauthorized}, []string{missing, invalid}},
		{"unstructured: match everything", `" "`, []string{"", "x", "a b"}, nil},
		{"Lightsail, GetContainerLog, filterPattern", ``, []string{"", "x"}, nil},
		{"Lightsail, GetContainerLog, filterPattern", `-ERROR`, []string{"x"}, []string{badRequest}},
	}

	trail = `{"eventType": "UpdateTrail", "sourceIPAddress": "111.111.111.111", "arrayKey": ["value", "another value"],` +
		` "objectList": [{"name": "a", "id": 1}, {"name": "b", "id": 2}], "SomeObject": null, "ThisFlag": true, "cluster.name": "c"}`
	users = `{"user": {"id": 1, "email": "John.Stiles@example.com"}, "users": [{"id": 2, "email": "John.Doe@example.com"},` +
		` {"id": 3, "email": "Jane.Doe@example.com"}], "actions": ["GET", "PUT", "DELETE"], "coordinates": [[0, 1, 2], [4, 5, 6], [7, 8, 9]]}`

	jsonExamples = []example{
		{"JSON: strings", `{ $.eventType = "UpdateTrail" }`, []string{trail}, []string{users, "UpdateTrail"}},
		{"JSON: strings (IP address)", `{ $.sourceIPAddress != 123.123.* }`, []string{trail}, []string{`{"sourceIPAddress": "123.123.0.1"}`}},
		{"JSON: array element", `{ $.arrayKey[0] = "value" }`, []string{trail}, []string{`{"arrayKey": "value"}`, `{"arrayKey": []}`}},
		{"JSON: array element, older edition", `{ $.objectList[1].id = 2 }`, []string{trail}, []string{users}},
		{"JSON: regex", `{ $.eventType = %Trail% }`, []string{trail}, []string{users}},
		{"JSON: wildcard for elements", `{ $.arrayKey[*] = %val.{2}% }`, []string{trail}, []string{`{"arrayKey": ["val"]}`}},
		{"JSON: wildcard for members", `{ $.* = %111\.111\.111\.1[0-9]{1,2}% }`, []string{trail}, []string{users}},
		{"JSON: property with a period", `{ $.['cluster.name'] = "c" }`, []string{trail}, []string{`{"cluster": {"name": "c"}}`}},
		{"JSON: IS", `{ $.SomeObject IS NULL }`, []string{trail}, []string{users, `{"SomeObject": 1}`}},
		{"JSON: IS, older edition", `{ $.ThisFlag IS TRUE }`, []string{trail}, []string{users, `{"ThisFlag": false}`, `{"ThisFlag": "true"}`}},
		{"JSON: IS, older edition", `{ $.ThisFlag IS FALSE }`, []string{`{"ThisFlag": false}`}, []string{trail}},
		{"JSON: NOT EXISTS", `{ $.SomeOtherObject NOT EXISTS }`, []string{trail}, []string{`{"SomeOtherObject": null}`, "no JSON"}},
		{"JSON: numbers", `{ $.bandwidth > 75 }`, []string{`{"bandwidth": 76}`}, []string{`{"bandwidth": 75}`}},
		{"JSON: numbers", `{ $.latency < 50 }`, []string{`{"latency": 4.5e1}`}, []string{`{"latency": 50}`}},
		{"JSON: numbers", `{ $.refreshRate >= 60 }`, []string{`{"refreshRate": 60.0}`}, []string{`{"refreshRate": 59.9}`}},
		{"JSON: numbers", `{ $.responseTime <= 5 }`, []string{`{"responseTime": -5}`}, []string{`{"responseTime": 5.01}`}},
		{"JSON: numbers", `{ $.errorCode = 400}`, []string{`{"errorCode": 400}`, `{"errorCode": 4e2}`}, []string{`{"errorCode": 401}`}},
		{"JSON: numbers", `{ $.errorCode != 500 }`, []string{`{"errorCode": 400}`}, []string{`{"errorCode": 500}`}},
		{"JSON: numbers", `{ $.number[0] = 1e+3 }`, []string{`{"number": [1000]}`}, []string{`{"number": [1]}`}},
		{"JSON: numbers", `{ $.number[0] != 1e-3 }`, []string{`{"number": [1]}`}, []string{`{"number": [0.001]}`}},
		{"JSON: numbers, older edition", `{ $.latency > +1000 }`, []string{`{"latency": 1001}`}, []string{`{"latency": 999}`}},
		{"JSON: AND", `{ ($.user.id = 1) && ($.users[0].email = "John.Doe@example.com") }`, []string{users}, []string{trail}},
		{"JSON: OR", `{ $.user.email = "John.Stiles@example.com" || $.coordinates[0][1] = "nonmatch" && $.actions[2] = "nonmatch" }`, []string{users}, nil},
		{"JSON: does not match with AND", `{ ($.user.email = "John.Stiles@example.com" || $.coordinates[0][1] = "nonmatch") && $.actions[2] = "nonmatch" }`, nil, []string{users}},
		{"JSON: does not match with OR", `{ ($.user.id = 2 && $.users[0].email = "nonmatch") || $.actions[2] = "GET" }`, nil, []string{users}},
		{"JSON: value nodes, older edition", `{ $.users = 1 }`, nil, []string{`{"users": [1, 2, 3]}`}},
		{"JSON: value nodes, older edition", `{ $.users != 1 }`, nil, []string{`{"users": [1, 2, 3]}`}},
		{"JSON: asterisk, older edition", `{ $.e = *Event }`, []string{`{"e": "PutEvent"}`}, []string{`{"e": "EventId"}`}},
		{"JSON: asterisk, older edition", `{ $.e = "Event*" }`, []string{`{"e": "EventId"}`}, []string{`{"e": "PutEvent"}`}},
		{"JSON: asterisk, older edition", `{ $.e = Ev*ent }`, []string{`{"e": "Ev*ent"}`}, []string{`{"e": "Evil event"}`}},
		{"JSON: OR, older edition", `{$.foo = bar || $.foo = baz }`, []string{`{"foo": "bar"}`, `{"foo": "baz"}`}, []string{`{"foo": "bab"}`}},
		{"publishing numerical values", `{ $.latency = * }`, []string{`{"latency": 50}`, `{"latency": ""}`}, []string{`{"other": 50}`, `{"latency": null}`}},
	}

	request = `127.0.0.1 Prod frank [10/Oct/2000:13:25:15 -0700] "GET /index.html HTTP/1.0" 404 1534`
	fine    = `127.0.0.1 - frank [10/Oct/2000:13:25:15 -0700] "GET /apache_pb.gif HTTP/1.0" 200 1534`
	get     = "INFO 09/25/2014 12:00:00 GET /service/resource/67 1200"
	post    = "INFO 09/25/2014 12:00:01 POST /service/resource/67/part/111 1310"
	warning = "WARNING 09/25/2014 12:00:02 Invalid user request"
	failed  = "ERROR 09/25/2014 12:00:02 Failed to process request"

	fieldExamples = []example{
		{"space-delimited: fields", `[ip=%127\.0\.0\.[1-9]%, user, username, timestamp, request =*.html*, status_code = 4*, bytes]`, []string{request}, []string{fine, get}},
		{"space-delimited: ellipsis", `[..., request =*.html*, status_code = 4*, bytes]`, []string{request}, []string{fine}},
		{"space-delimited: ellipsis, older edition", `[..., request=*.html*, status_code=4*,]`, []string{request}, []string{fine}},
		{"space-delimited: ellipsis, older edition", `[ip, user, ...]`, []string{request, fine, "a b"}, []string{"a"}},
		{"space-delimited: ellipsis, older edition", `[ip, user, ..., status_code=4*, bytes]`, []string{request, "a b 404 1"}, []string{fine, "a 404 1"}},
		{"space-delimited: OR", `[ip, user, username, timestamp, request =*.html*, status_code = 404 || status_code = 410, bytes]`, []string{request}, []string{fine}},
		{"space-delimited: AND, older edition", `[ip, user, username, timestamp, request, status_code = 4* && status_code != 403, bytes]`, []string{request}, []string{fine}},
		{"space-delimited: numbers, older edition", `[ip, user, username, timestamp, request, status_code, bytes > 1000]`, []string{request, fine}, []string{failed, get + " 999"}},
		{"space-delimited: in order", `[w1=ERROR, w2]`, []string{failed}, []string{get, post, warning}},
		{"space-delimited: AND and OR", `[w1=ERROR || w1=WARNING, w2]`, []string{failed, warning}, []string{get, post}},
		{"space-delimited: exclude", `[w1!=ERROR && w1!=WARNING, w2]`, []string{get, post}, []string{failed, warning}},
		{"space-delimited: top level item", `[logLevel, date, time, method, url=%/service/resource/[0-9]+$%, response_time]`, []string{get}, []string{post, warning}},
		{"space-delimited: child level item", `[logLevel, date, time, method, url=%/service/resource/[0-9]+/part/[0-9]+$%, response_time]`, []string{post}, []string{get}},
	}

	// choices are what the guide leaves open; the package's comment tells them.
	choices = []example{
		{"choice", `"결제 실패"`, []string{"[error] 결제 실패: 카드사"}, []string{"결제실패"}},
		{"choice", `?"a b" ?c`, []string{"xa by", "c"}, []string{"a", "b"}},
		{"choice", `"say \"no\" C:\\temp"`, []string{`say "no" C:\temp!`}, []string{`say no C:\temp`}},
		{"choice", `{ $.a != 1 }`, []string{`{"a": 2}`, `{"a": "x"}`}, []string{`{}`, `{"a": null}`, `{"a": true}`, `{"a": {}}`}},
		{"choice", `{ $.a = 400 }`, []string{`{"a": "400"}`}, []string{`{"a": "4e2"}`}},
		{"choice", `{ $.a = "400" }`, []string{`{"a": "400"}`, `{"a": 400}`}, []string{`{"a": 4e2}`}},
		{"choice", `{ $.a = 4* }`, []string{`{"a": 404}`, `{"a": "404"}`}, []string{`{"a": 504}`}},
		{"choice", `{ $.a < 5 }`, nil, []string{`{"a": "4"}`}},
		{"choice", `{ $.id = 9007199254740993 }`, []string{`{"id": 9007199254740993}`}, []string{`{"id": 9007199254740992}`}},
		{"choice", `{ $.a < 1e999999999 }`, nil, []string{`{"a": "x"}`}},
		{"choice", `{ $.a[*] != 1 }`, []string{`{"a": [1, 2]}`}, []string{`{"a": [1]}`, `{"a": []}`}},
		{"choice", `{ $.a.["b.c"].d = 1 }`, []string{`{"a": {"b.c": {"d": 1}}}`}, []string{`{"a": {"b": {"c": {"d": 1}}}}`}},
		{"choice", `{ $.a.b NOT EXISTS }`, []string{`{"a": 1}`, `{}`}, []string{`{"a": {"b": null}}`, `[]`, `{} {}`, `null`}},
		{"choice", `{ $.a = 1 }`, []string{" {\"a\": 1}\r\n"}, []string{`x {"a": 1}`, `{"a": 1} x`, `{"a": 1`}},
		{"choice", `[a, b, c=3]`, []string{"1  2   3", "[1 x] \"2 y\" 3\r\n"}, []string{"1 2", "1 2 3 4", "1 2 4"}},
		{"choice", `[(w = *a* || w = *b*) && w != *c*]`, []string{"xax", "b"}, []string{"ac", "d"}},
		{"choice", `[w1="[x", w2]`, []string{"[x y"}, nil},
		{"choice", `[w1="[ERROR]:", w2]`, []string{"[ERROR]: gone"}, nil},
	}
)
