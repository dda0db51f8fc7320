package dynamotest

import (
	"encoding/base64"
	"encoding/json"
)

// Limits that minidyn does not hold:
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
const (
	maxKey  = 2048
	maxItem = 400 << 10
)

type value struct{ S, N, B string }

// size counts as DynamoDB does, for the types that our items have.
func (v value) size() int {
	return len(v.S) + len(v.N) + base64.StdEncoding.DecodedLen(len(v.B))
}

// over says which limit a request breaks, in DynamoDB's words; empty for none.
func over(body []byte) string {
	var in struct{ Key, Item map[string]value }
	if json.Unmarshal(body, &in) != nil {
		return ""
	}
	total := 0
	for name, v := range in.Item {
		total += len(name) + v.size()
	}
	switch {
	case in.Key["pk"].size() > maxKey || in.Item["pk"].size() > maxKey:
		return "One or more parameter values were invalid: Size of hashkey has exceeded the maximum size limit of 2048 bytes"
	case total > maxItem:
		return "Item size has exceeded the maximum allowed size"
	}
	return ""
}
