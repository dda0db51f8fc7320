package shelf

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"sync"
)

// Memory is a bucket in memory that serves its pictures itself. It is safe for
// concurrent use.
type Memory struct {
	mu    sync.Mutex
	files map[string]file
}

type file struct {
	contentType string
	data        []byte
}

// NewMemory is an empty bucket.
func NewMemory() *Memory { return &Memory{files: map[string]file{}} }

// Get reads a file.
func (m *Memory) Get(ctx context.Context, name string) ([]byte, bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	f, found := m.files[name]
	return slices.Clone(f.data), found, ctx.Err()
}

// Has reports whether there is a file.
func (m *Memory) Has(ctx context.Context, name string) (bool, error) {
	_, found, err := m.Get(ctx, name)
	return found, err
}

// Put writes a file.
func (m *Memory) Put(ctx context.Context, name, contentType string, data []byte) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if ctx.Err() == nil {
		m.files[name] = file{contentType, slices.Clone(data)}
	}
	return ctx.Err()
}

// PutNew writes a file unless there is one.
func (m *Memory) PutNew(ctx context.Context, name, contentType string, data []byte) (bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if _, there := m.files[name]; there || ctx.Err() != nil {
		return false, ctx.Err()
	}
	m.files[name] = file{contentType, slices.Clone(data)}
	return true, nil
}

// ServeHTTP serves what is below Served, as the web would see it.
func (m *Memory) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	m.mu.Lock()
	f, found := m.files[Served+strings.TrimPrefix(r.URL.Path, "/")]
	m.mu.Unlock()
	if !found || r.Method != http.MethodGet && r.Method != http.MethodHead {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", f.contentType)
	w.Header().Set("X-Content-Type-Options", "nosniff")
	_, _ = w.Write(f.data) // the reader may be gone
}
