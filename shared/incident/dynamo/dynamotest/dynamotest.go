// Package dynamotest is a DynamoDB endpoint in this process for tests: minidyn,
// and what its server lacks of the real one: BatchGetItem and the size limits.
package dynamotest

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"

	"github.com/truora/minidyn/server"
)

// Handler serves DynamoDB's JSON protocol. Tables are made by CreateTable.
type Handler struct {
	table *server.Server
	// Unprocessed makes every BatchGetItem leave that many of its keys
	// unprocessed.
	Unprocessed atomic.Int32
	// HideItems drops the item from the answer to a failed condition, as
	// stand-ins for DynamoDB do.
	HideItems atomic.Bool

	requests atomic.Int64
}

// New returns an endpoint without tables.
func New() *Handler { return &Handler{table: server.NewServer()} }

// Requests counts the requests so far.
func (h *Handler) Requests() int { return int(h.requests.Load()) }

const maxBatch = 100

// ServeHTTP answers one request.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h.requests.Add(1)
	body, err := io.ReadAll(r.Body)
	if err != nil {
		refuse(w, err.Error())
		return
	}
	if limit := over(body); limit != "" {
		refuse(w, limit)
		return
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	if _, op, _ := strings.Cut(r.Header.Get("X-Amz-Target"), "."); op == "BatchGetItem" {
		h.batchGet(w, r)
		return
	}
	if !h.HideItems.Load() {
		h.table.ServeHTTP(w, r)
		return
	}
	answer := httptest.NewRecorder()
	h.table.ServeHTTP(answer, r)
	if answer.Code != http.StatusOK {
		var failure map[string]json.RawMessage
		if json.Unmarshal(answer.Body.Bytes(), &failure) == nil {
			delete(failure, "Item")
			reply(w, answer.Code, failure)
			return
		}
	}
	w.WriteHeader(answer.Code)
	_, _ = w.Write(answer.Body.Bytes())
}

type keys struct {
	Keys           []json.RawMessage `json:"Keys"`
	ConsistentRead bool              `json:"ConsistentRead"`
}

func (h *Handler) batchGet(w http.ResponseWriter, r *http.Request) {
	var in struct {
		RequestItems map[string]keys `json:"RequestItems"`
	}
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
		refuse(w, err.Error())
		return
	}
	out := struct {
		Responses       map[string][]json.RawMessage
		UnprocessedKeys map[string]keys
	}{map[string][]json.RawMessage{}, map[string]keys{}}
	for table, asked := range in.RequestItems {
		if n := len(asked.Keys); n == 0 || n > maxBatch {
			refuse(w, "Too many items requested for the BatchGetItem call")
			return
		}
		if twice(asked.Keys) {
			refuse(w, "Provided list of item keys contains duplicates")
			return
		}
		left := min(int(h.Unprocessed.Load()), len(asked.Keys))
		if left > 0 {
			out.UnprocessedKeys[table] = keys{asked.Keys[:left], asked.ConsistentRead}
		}
		for _, key := range asked.Keys[left:] {
			item, failure := h.get(r, table, key)
			if failure != nil {
				w.WriteHeader(failure.Code)
				_, _ = w.Write(failure.Body.Bytes())
				return
			}
			if item != nil {
				out.Responses[table] = append(out.Responses[table], item)
			}
		}
	}
	reply(w, http.StatusOK, out)
}

func (h *Handler) get(r *http.Request, table string, key json.RawMessage) (json.RawMessage, *httptest.ResponseRecorder) {
	body, err := json.Marshal(map[string]any{"TableName": table, "Key": key, "ConsistentRead": true})
	answer := httptest.NewRecorder()
	if err != nil {
		refuse(answer, err.Error())
		return nil, answer
	}
	one := r.Clone(r.Context())
	one.Header.Set("X-Amz-Target", "DynamoDB_20120810.GetItem")
	one.Body = io.NopCloser(bytes.NewReader(body))
	h.table.ServeHTTP(answer, one)
	var out struct{ Item map[string]json.RawMessage }
	if answer.Code != http.StatusOK || json.Unmarshal(answer.Body.Bytes(), &out) != nil {
		return nil, answer
	}
	if len(out.Item) == 0 {
		return nil, nil
	}
	item, err := json.Marshal(out.Item)
	if err != nil {
		refuse(answer, err.Error())
		return nil, answer
	}
	return item, nil
}

func twice(keys []json.RawMessage) bool {
	seen := make(map[string]bool, len(keys))
	for _, key := range keys {
		if seen[string(key)] {
			return true
		}
		seen[string(key)] = true
	}
	return false
}

func refuse(w http.ResponseWriter, message string) {
	reply(w, http.StatusBadRequest, map[string]string{
		"__type": "com.amazon.coral.validate#ValidationException", "message": message,
	})
}

func reply(w http.ResponseWriter, code int, body any) {
	w.Header().Set("Content-Type", "application/x-amz-json-1.0")
	w.WriteHeader(code)
	_ = json.NewEncoder(w).Encode(body)
}
