package alarm

import (
	"strings"

	"bongsu/shared/alert"
)

// isMessage recognizes the JSON that an alarm publishes to SNS.
func isMessage(n node) bool {
	return n.get("AlarmName").text() != "" && isState(n.get("NewStateValue").text())
}

// fromMessage reads what an alarm publishes to SNS. An action that reached us
// was neither muted nor suppressed.
func fromMessage(n node) change {
	c := change{
		arn: n.get("AlarmArn").text(), name: n.get("AlarmName").text(),
		account: n.get("AWSAccountId").scalar(), regionName: n.get("Region").text(),
		description: n.get("AlarmDescription").text(),
		old:         n.get("OldStateValue").text(), new: n.get("NewStateValue").text(),
		reason: n.get("NewStateReason").text(), at: n.get("StateChangeTime").time(),
		data: n.get("NewStateReasonData").embedded(), config: n.get("Trigger"),
		rule:        n.get("AlarmRule").text(),
		contributor: n.get("AlarmContributorId").scalar(),
		attributes:  fields(n.get("AlarmContributorAttributes")),
	}
	if c.rule != "" {
		c.children = children(n.get("TriggeringChildren"), c.reason)
	}
	return c.clean()
}

// isAction recognizes what an alarm sends to a Lambda function directly.
func isAction(n node) bool {
	return n.get("alarmArn").text() != "" && isState(n.get("alarmData", "state", "value").text())
}

// fromAction reads what an alarm sends to a Lambda function directly.
func fromAction(n node) change {
	c := fromDetail(n.get("alarmData"))
	c.arn, c.account = n.get("alarmArn").text(), n.get("accountId").scalar()
	if c.at.IsZero() {
		c.at = n.get("time").time()
	}
	return c.clean()
}

// Detail types of CloudWatch on EventBridge.
const (
	stateChange       = "CloudWatch Alarm State Change"
	configChange      = "CloudWatch Alarm Configuration Change"
	contributorChange = "CloudWatch Alarm Contributor State Change"
)

// isEvent recognizes an EventBridge event.
func isEvent(n node) bool { return n.get("detail-type").text() != "" && n.get("source").text() != "" }

// isAlarmEvent recognizes an alarm's change of state among EventBridge events.
func isAlarmEvent(n node) bool {
	kind := n.get("detail-type").text()
	return (kind == stateChange || kind == contributorChange) &&
		n.get("detail", "alarmName").text() != "" && isState(n.get("detail", "state", "value").text())
}

// fromEvent reads an alarm's change of state from EventBridge. Such events come
// although actions are muted or suppressed.
func fromEvent(n node) change {
	detail := n.get("detail")
	c := fromDetail(detail)
	for _, r := range n.get("resources").list() {
		if a, ok := parseARN(r.text()); ok && a.service == "cloudwatch" {
			c.arn = r.text()
			break
		}
	}
	if c.arn == "" {
		c.arn = rebuilt(n, c.name)
	}
	c.account = n.get("account").scalar()
	if c.at.IsZero() {
		c.at = n.get("time").time()
	}
	c.suppressed = line(detail.get("state", "actionsSuppressedBy").text(), maxName)
	c.wasSuppressed = detail.get("previousState", "actionsSuppressedBy").text() != ""
	c.muted = mutedBy(detail.get("muteDetail"))
	c.announcesSelf = c.contributor == "" && readSeries(c.reason) != nil
	return c.clean()
}

// rebuilt is an alarm's ARN made of what an event says of it.
func rebuilt(n node, name string) string {
	region := n.get("region").text()
	return strings.Join([]string{"arn", alert.PartitionOf(region), "cloudwatch", region, n.get("account").scalar(), "alarm", name}, ":")
}

// fromDetail reads what EventBridge's detail and the direct action's alarmData
// have in common.
func fromDetail(n node) change {
	state, before := n.get("state"), n.get("previousState")
	c := change{
		name: n.get("alarmName").text(), description: n.get("configuration", "description").text(),
		old: before.get("value").text(), new: state.get("value").text(),
		reason: state.get("reason").text(), oldReason: before.get("reason").text(),
		at: state.get("timestamp").time(), oldAt: before.get("timestamp").time(),
		data: state.get("reasonData").embedded(), config: n.get("configuration"),
		rule:        n.get("configuration", "alarmRule").text(),
		contributor: n.get("alarmContributor", "id").scalar(),
		attributes:  fields(n.get("alarmContributor", "attributes")),
	}
	if c.rule != "" {
		c.children = children(c.data.get("triggeringAlarms"), c.reason)
	}
	return c
}

// clean bounds what is compared and carried as it is.
func (c change) clean() change {
	if !isState(c.old) {
		c.old = ""
	}
	c.reason = block(c.reason, maxLong)
	c.oldReason = block(c.oldReason, maxLong)
	return c
}
