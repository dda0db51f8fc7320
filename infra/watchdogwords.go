package main

// watchdogWords are the descriptions of the watchdog's alarms: what the person
// who gets the e-mail should know and do.
type watchdogWords struct{ dead, again, oldest, functions string }

var watchdogLanguages = map[string]watchdogWords{
	"en": {
		dead:      "Bongsu could not tell something: it lies in the dead-letter queue, with the reason in its attributes. Read it there, remove the cause, then start a redrive. It is kept for 14 days.",
		again:     "Bongsu could not tell something more: the dead-letter queue has grown.",
		oldest:    "Messages are stuck in a queue of Bongsu: alerts are late. Either a provider keeps refusing them, or a function does not run. Look at the functions' logs and at the account's Lambda concurrency. Nothing is lost yet: jobs are tried for 24 hours.",
		functions: "Functions of Bongsu keep failing or being throttled. Nothing is lost yet, the queues try again; look at the functions' logs.",
	},
	"ko": {
		dead:      "봉수가 전하지 못한 알림이 있습니다. 데드레터 큐에 있으며 메시지 속성에 이유가 적혀 있습니다. 원인을 해결한 뒤 리드라이브를 시작하세요. 14일 동안 보관됩니다.",
		again:     "봉수가 전하지 못한 알림이 더 늘었습니다. 데드레터 큐를 확인하세요.",
		oldest:    "봉수의 큐에 메시지가 막혀 알림이 늦어지고 있습니다. 받는 쪽(Slack, Teams 등)이 계속 거절하거나 함수가 실행되지 않는 상태입니다. 함수 로그와 계정의 Lambda 동시 실행 한도를 확인하세요. 24시간 동안 다시 시도하므로 아직 잃은 것은 없습니다.",
		functions: "봉수의 함수가 계속 실패하거나 스로틀되고 있습니다. 큐가 다시 시도하므로 아직 잃은 것은 없습니다. 함수 로그를 확인하세요.",
	},
}
