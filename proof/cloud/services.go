package cloud

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
)

// SetParameter stores an SSM parameter, as a person would. Processes that have
// read it before may remember the old value.
func (c *Cloud) SetParameter(name, value string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.parameters[name] = value
}

// ssm answers GetParameter and PutParameter.
func (c *Cloud) ssm(role *role, action string, body []byte) (any, *refusal) {
	var in struct {
		Name, Value    string
		Overwrite      bool
		WithDecryption bool
	}
	if err := json.Unmarshal(body, &in); err != nil {
		return nil, &refusal{400, "SerializationException", err.Error()}
	}
	arn := "arn:aws:ssm:" + Region + ":" + Account + ":parameter/" + strings.TrimPrefix(in.Name, "/")
	if !c.may(call{role: role.name, action: "ssm:" + action, resource: arn}, role.policy) {
		return nil, denied(role, "ssm:"+action, arn)
	}
	value, known := c.parameters[in.Name]
	switch {
	case action == "GetParameter" && !known:
		return nil, &refusal{400, "ParameterNotFound", ""}
	case action == "GetParameter":
		if !in.WithDecryption {
			value = "AQICAHencrypted"
		}
		return map[string]any{"Parameter": map[string]any{"Name": in.Name, "Type": "SecureString", "Value": value, "Version": 1, "ARN": arn}}, nil
	case action == "PutParameter" && known && !in.Overwrite:
		return nil, &refusal{400, "ParameterAlreadyExists", "The parameter already exists."}
	case action == "PutParameter":
		c.parameters[in.Name] = in.Value
		return map[string]any{"Version": 1, "Tier": "Standard"}, nil
	}
	return nil, &refusal{400, "UnknownOperationException", "this cloud does not know ssm:" + action}
}

// table is what CreateTable needs to know.
type table struct {
	TableName              string
	AttributeDefinitions   any
	KeySchema              []struct{ AttributeName, KeyType string }
	BillingMode            string
	GlobalSecondaryIndexes []any `json:",omitempty"`
}

func (s *stack) addTable(id string) error {
	t := table{}
	if err := s.resolver.decode(id, &t); err != nil {
		return err
	}
	t.TableName = s.resolver.name(id)
	s.tables = append(s.tables, t)
	return nil
}

// keyNames are the attributes that a table knows its items by.
func (c *Cloud) keyNames(name string) []string {
	var names []string
	for _, t := range c.stack.tables {
		if t.TableName == name {
			for _, k := range t.KeySchema {
				names = append(names, k.AttributeName)
			}
		}
	}
	return names
}

// createTables makes the stack's tables, empty.
func (c *Cloud) createTables() error {
	for _, t := range c.stack.tables {
		body, err := json.Marshal(t)
		if err != nil {
			return err
		}
		r, err := http.NewRequestWithContext(context.WithoutCancel(c.ctx), http.MethodPost, "/", bytes.NewReader(body))
		if err != nil {
			return err
		}
		r.Header.Set("X-Amz-Target", "DynamoDB_20120810.CreateTable")
		answer := httptest.NewRecorder()
		c.table.ServeHTTP(answer, r)
		if answer.Code != http.StatusOK {
			return fmt.Errorf("table %s: %s", t.TableName, answer.Body)
		}
	}
	return nil
}

// mayTable checks a request to DynamoDB against the tables and indexes that it
// names.
func (c *Cloud) mayTable(role *role, asked request) *refusal {
	var in struct {
		TableName, IndexName string
		RequestItems         map[string]json.RawMessage
	}
	if err := json.Unmarshal(asked.body, &in); err != nil {
		return &refusal{400, "com.amazon.coral.service#SerializationException", err.Error()}
	}
	var names []string
	for name := range in.RequestItems {
		names = append(names, name)
	}
	if in.TableName != "" {
		names = append(names, in.TableName)
	}
	for _, name := range names {
		arn := "arn:aws:dynamodb:" + Region + ":" + Account + ":table/" + name
		if in.IndexName != "" {
			arn += "/index/" + in.IndexName
		}
		if !c.may(call{role: role.name, action: "dynamodb:" + asked.action, resource: arn}, role.policy) {
			return denied(role, "dynamodb:"+asked.action, arn)
		}
	}
	return nil
}

func (c *Cloud) dynamodb(w http.ResponseWriter, r *http.Request, asked request) {
	c.mu.Lock()
	table := c.table
	c.mu.Unlock()
	table.ServeHTTP(w, withBody(r, asked.body))
}

func withBody(r *http.Request, body []byte) *http.Request {
	made := r.Clone(r.Context())
	made.Body = io.NopCloser(bytes.NewReader(body))
	made.ContentLength = int64(len(body))
	return made
}

// publishing checks a function's Publish and gives the fake that takes it.
func (c *Cloud) publishing(role *role, asked request) (string, *refusal) {
	form, err := url.ParseQuery(string(asked.body))
	if err != nil {
		return "", &refusal{400, "InvalidParameter", err.Error()}
	}
	arn := form.Get("TopicArn")
	t := c.stack.topics[arn]
	var resource policy
	if t != nil {
		resource = t.policy
	}
	if !c.may(call{role: role.name, action: "sns:" + asked.action, resource: arn}, role.policy, resource) {
		return "", denied(role, "sns:"+asked.action, arn)
	}
	return c.mail.Endpoint(), nil
}
