package main

// watchdogWords are the descriptions of the watchdog's alarms: what the person
// who gets the e-mail should know and do.
// heartbeat is about the channel that stands at its %s.
type watchdogWords struct{ dead, again, oldest, functions, heartbeat string }

var watchdogLanguages = map[string]watchdogWords{
	"en": {
		dead:      "Bongsu could not tell something: it lies in the dead-letter queue with the reason. See it with bongsu redrive --dry-run, remove the cause, then run bongsu redrive. It is kept for 14 days.",
		again:     "Bongsu could not tell something more: the dead-letter queue has grown.",
		oldest:    "Messages are stuck in a queue of Bongsu: alerts are late. Either a provider keeps refusing them, or a function does not run. Look at the functions' logs and at the account's Lambda concurrency. Nothing is lost yet: jobs are tried for 24 hours.",
		functions: "Functions of Bongsu keep failing or being throttled. Nothing is lost yet, the queues try again; look at the functions' logs.",
		heartbeat: "No heartbeat has come through Bongsu's channel %s for 25 hours: an alarm might not either. Look at the other mails of this topic first, then at the schedule Heartbeat, the alarm topic and the functions' logs. After the first deployment this is so until the first heartbeat.",
	},
	"ko": {
		dead:      "봉수가 전하지 못한 알림이 있습니다. 데드레터 큐에 이유와 함께 남아 있습니다. bongsu redrive --dry-run으로 이유를 확인하고 원인을 해결한 뒤 bongsu redrive를 실행하세요. 14일 동안 보관됩니다.",
		again:     "봉수가 전하지 못한 알림이 더 늘었습니다. 데드레터 큐를 확인하세요.",
		oldest:    "봉수의 큐에 메시지가 막혀 알림이 늦어지고 있습니다. 받는 쪽(Slack, Teams 등)이 계속 거절하거나 함수가 실행되지 않는 상태입니다. 함수 로그와 계정의 Lambda 동시 실행 한도를 확인하세요. 24시간 동안 다시 시도하므로 아직 잃은 것은 없습니다.",
		functions: "봉수의 함수가 계속 실패하거나 스로틀되고 있습니다. 큐가 다시 시도하므로 아직 잃은 것은 없습니다. 함수 로그를 확인하세요.",
		heartbeat: "봉수의 채널 %s에 25시간 동안 하트비트가 도착하지 않았습니다. 실제 경보도 전해지지 않을 수 있습니다. 먼저 이 주제로 온 다른 메일을 확인하고, 이어서 Heartbeat 스케줄, 경보 토픽, 함수 로그를 확인하세요. 처음 배포한 뒤 첫 하트비트가 올 때까지는 정상입니다.",
	},
}
