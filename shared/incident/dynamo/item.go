package dynamo

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strconv"
	"unicode/utf8"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

const (
	attrRevision = "revision"
	attrBody     = "body"
	attrZipped   = "zipped"
	attrStatus   = "status"
	attrOwner    = "owner"
	attrUntil    = "until"
)

// names are placeholders for attributes in expressions, several of which
// DynamoDB reserves. A request may give only those that it uses.
func names(attributes ...string) map[string]string {
	m := make(map[string]string, len(attributes))
	for _, a := range attributes {
		m["#"+a] = a
	}
	return m
}

// maxKey is the longest partition key in bytes:
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
const maxKey = 2048

// A kind keeps items of different meaning apart in the one table.
type kind string

const (
	kindRecord kind = "rec#"
	kindGroup  kind = "grp#"
	kindMark   kind = "mark#"
)

// pk is the partition key of a thing. A name that DynamoDB would refuse, because
// it is too long or no UTF-8, keeps its beginning and gets a hash of the whole.
func pk(k kind, name string) string {
	key := string(k) + name
	if len(key) <= maxKey && utf8.ValidString(key) {
		return key
	}
	sum := sha256.Sum256([]byte(name))
	tail := "#" + hex.EncodeToString(sum[:])
	key = key[:min(len(key), maxKey-len(tail))]
	for i, r := range key {
		if r != utf8.RuneError {
			continue
		}
		if _, size := utf8.DecodeRuneInString(key[i:]); size == 1 {
			key = key[:i]
			break
		}
	}
	return key + tail
}

func text(s string) types.AttributeValue { return &types.AttributeValueMemberS{Value: s} }

func number(n int64) types.AttributeValue {
	return &types.AttributeValueMemberN{Value: strconv.FormatInt(n, 10)}
}

func blob(b []byte) types.AttributeValue { return &types.AttributeValueMemberB{Value: b} }

// textOf and its like read an attribute; one that is absent or of another type
// is empty.
func textOf(it item, name string) string {
	if v, ok := it[name].(*types.AttributeValueMemberS); ok {
		return v.Value
	}
	return ""
}

func blobOf(it item, name string) ([]byte, bool) {
	v, ok := it[name].(*types.AttributeValueMemberB)
	if !ok {
		return nil, false
	}
	return v.Value, true
}

func numberOf(it item, name string) (int64, error) {
	v, ok := it[name].(*types.AttributeValueMemberN)
	if !ok {
		return 0, nil
	}
	n, err := strconv.ParseInt(v.Value, 10, 64)
	if err != nil {
		return 0, fmt.Errorf("attribute %s is no whole number: %w", name, err)
	}
	return n, nil
}
