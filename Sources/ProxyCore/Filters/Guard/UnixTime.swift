internal import Glibc

/// The time of day.
enum UnixTime {
    /// Seconds since 1970, cheap enough for every request.
    @inline(__always)
    static var seconds: Int64 {
        var now = timespec()
        unsafe clock_gettime(CLOCK_REALTIME_COARSE, &now)
        return Int64(now.tv_sec)
    }
}
