package fake

import (
	"net"
	"net/http"
	"sync"
)

// Conns knows the connections of a server. The zero value is ready.
type Conns struct {
	mu   sync.Mutex
	idle map[net.Conn]bool
}

// Note is the server's ConnState.
func (c *Conns) Note(conn net.Conn, state http.ConnState) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.idle == nil {
		c.idle = map[net.Conn]bool{}
	}
	switch state {
	case http.StateNew, http.StateIdle:
		c.idle[conn] = true
	default:
		delete(c.idle, conn)
	}
}

// Hangup closes every connection on which no request is under way, as servers
// do after a while.
func (c *Conns) Hangup() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for conn := range c.idle {
		_ = conn.Close() // the other side may have been first
	}
}
