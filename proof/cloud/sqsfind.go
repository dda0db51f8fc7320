package cloud

import (
	"slices"
	"strings"
)

// listQueues answers ListQueues.
func (c *Cloud) listQueues(role *role, prefix string) (any, *refusal) {
	arn := "arn:aws:sqs:" + Region + ":" + Account + ":*"
	if !c.may(call{role: role.name, action: "sqs:ListQueues", resource: arn}, role.policy) {
		return nil, denied(role, "sqs:ListQueues", arn)
	}
	return map[string]any{"QueueUrls": c.stack.urls(func(q *queue) bool { return strings.HasPrefix(lastPart(q.url), prefix) })}, nil
}

// urls are those of the queues to keep, in order.
func (s *stack) urls(keep func(*queue) bool) []string {
	urls := []string{}
	for _, q := range s.queues {
		if keep(q) {
			urls = append(urls, q.url)
		}
	}
	slices.Sort(urls)
	return urls
}

func lastPart(url string) string { return url[strings.LastIndexByte(url, '/')+1:] }
