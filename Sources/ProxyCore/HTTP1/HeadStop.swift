/// Why a scan ends before the end of a head.
enum HeadStop: Error {
    case incomplete
    case rejected(HTTP1Rejection)
}
