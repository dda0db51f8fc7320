package wording

// metricName is a metric's name in both languages. A bare one already says which
// value it takes.
type metricName struct {
	ko, en string
	bare   bool
}

// metricNames are the words for metrics that small teams watch. Others are
// called as AWS calls them.
var metricNames = map[string]metricName{
	"AWS/ApiGateway Latency":                         {ko: "지연", en: "latency"},
	"AWS/ApiGateway IntegrationLatency":              {ko: "백엔드 지연", en: "backend latency"},
	"AWS/ApiGateway Count":                           {ko: "요청 수", en: "requests"},
	"AWS/ApiGateway 4XXError":                        {ko: "4xx 오류", en: "4xx errors"},
	"AWS/ApiGateway 5XXError":                        {ko: "5xx 오류", en: "5xx errors"},
	"AWS/ApiGateway 4XXError Average":                {ko: "4xx 오류율", en: "4xx error rate", bare: true},
	"AWS/ApiGateway 5XXError Average":                {ko: "5xx 오류율", en: "5xx error rate", bare: true},
	"AWS/ApiGateway 4xx Average":                     {ko: "4xx 오류율", en: "4xx error rate", bare: true},
	"AWS/ApiGateway 5xx Average":                     {ko: "5xx 오류율", en: "5xx error rate", bare: true},
	"AWS/ApiGateway 4xx":                             {ko: "4xx 오류", en: "4xx errors"},
	"AWS/ApiGateway 5xx":                             {ko: "5xx 오류", en: "5xx errors"},
	"AWS/ApplicationELB TargetResponseTime":          {ko: "응답 시간", en: "response time"},
	"AWS/ApplicationELB RequestCount":                {ko: "요청 수", en: "requests"},
	"AWS/ApplicationELB HTTPCode_Target_4XX_Count":   {ko: "4xx 응답", en: "4xx responses"},
	"AWS/ApplicationELB HTTPCode_Target_5XX_Count":   {ko: "5xx 응답", en: "5xx responses"},
	"AWS/ApplicationELB HTTPCode_ELB_5XX_Count":      {ko: "로드 밸런서 5xx 응답", en: "load balancer 5xx responses"},
	"AWS/ApplicationELB UnHealthyHostCount":          {ko: "비정상(unhealthy) 대상 수", en: "unhealthy targets", bare: true},
	"AWS/ApplicationELB HealthyHostCount":            {ko: "정상 대상 수", en: "healthy targets", bare: true},
	"AWS/CertificateManager DaysToExpiry":            {ko: "인증서 만료까지 남은 기간", en: "time to certificate expiry", bare: true},
	"AWS/CloudFront 5xxErrorRate":                    {ko: "5xx 오류율", en: "5xx error rate"},
	"AWS/CloudFront TotalErrorRate":                  {ko: "오류율", en: "error rate"},
	"AWS/DynamoDB ConsumedReadCapacityUnits":         {ko: "읽기 용량 소비량", en: "read capacity used"},
	"AWS/DynamoDB ConsumedWriteCapacityUnits":        {ko: "쓰기 용량 소비량", en: "write capacity used"},
	"AWS/DynamoDB SuccessfulRequestLatency":          {ko: "요청 지연", en: "request latency"},
	"AWS/DynamoDB SystemErrors":                      {ko: "시스템 오류", en: "system errors"},
	"AWS/DynamoDB ThrottledRequests":                 {ko: "스로틀링된 요청", en: "throttled requests"},
	"AWS/EC2 CPUUtilization":                         {ko: "CPU 사용률", en: "CPU utilization"},
	"AWS/EC2 CPUCreditBalance":                       {ko: "CPU 크레딧 잔량", en: "CPU credit balance", bare: true},
	"AWS/EC2 NetworkIn":                              {ko: "수신 트래픽", en: "inbound traffic"},
	"AWS/EC2 NetworkOut":                             {ko: "송신 트래픽", en: "outbound traffic"},
	"AWS/EC2 StatusCheckFailed":                      {ko: "상태 검사 실패", en: "failed status checks", bare: true},
	"AWS/ECS CPUUtilization":                         {ko: "CPU 사용률", en: "CPU utilization"},
	"AWS/ECS MemoryUtilization":                      {ko: "메모리 사용률", en: "memory usage"},
	"AWS/ElastiCache CPUUtilization":                 {ko: "CPU 사용률", en: "CPU utilization"},
	"AWS/ElastiCache DatabaseMemoryUsagePercentage":  {ko: "메모리 사용률", en: "memory usage", bare: true},
	"AWS/Kinesis GetRecords.IteratorAgeMilliseconds": {ko: "처리 지연", en: "processing lag"},
	"AWS/Lambda ConcurrentExecutions":                {ko: "동시 실행 수", en: "concurrent executions"},
	"AWS/Lambda Duration":                            {ko: "실행 시간", en: "duration"},
	"AWS/Lambda Errors":                              {ko: "함수 오류", en: "function errors"},
	"AWS/Lambda Invocations":                         {ko: "호출 수", en: "invocations"},
	"AWS/Lambda IteratorAge":                         {ko: "처리 지연", en: "processing lag"},
	"AWS/Lambda Throttles":                           {ko: "스로틀링된 호출", en: "throttled invocations"},
	"AWS/RDS CPUUtilization":                         {ko: "CPU 사용률", en: "CPU utilization"},
	"AWS/RDS DatabaseConnections":                    {ko: "DB 커넥션 수", en: "database connections"},
	"AWS/RDS FreeStorageSpace":                       {ko: "남은 저장 공간", en: "free storage", bare: true},
	"AWS/RDS FreeableMemory":                         {ko: "가용 메모리", en: "free memory"},
	"AWS/RDS ReadLatency":                            {ko: "읽기 지연", en: "read latency"},
	"AWS/RDS ReplicaLag":                             {ko: "복제 지연", en: "replication lag"},
	"AWS/RDS WriteLatency":                           {ko: "쓰기 지연", en: "write latency"},
	"AWS/SNS NumberOfNotificationsFailed":            {ko: "전송 실패한 알림", en: "failed notifications"},
	"AWS/SQS ApproximateAgeOfOldestMessage":          {ko: "가장 오래된 메시지의 대기 시간", en: "age of the oldest message", bare: true},
	"AWS/SQS ApproximateNumberOfMessagesVisible":     {ko: "대기 중인 메시지 수", en: "messages in the queue"},
	"AWS/States ExecutionsFailed":                    {ko: "실행 실패", en: "failed executions"},
	"CWAgent disk_used_percent":                      {ko: "디스크 사용률", en: "disk usage"},
	"CWAgent mem_used_percent":                       {ko: "메모리 사용률", en: "memory usage"},
	"CloudWatchSynthetics SuccessPercent":            {ko: "카나리 성공률", en: "canary success rate"},
}
