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

    /// Milliseconds since 1970.
    static var milliseconds: Int64 {
        var now = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &now)
        return Int64(now.tv_sec) &* 1_000 &+ Int64(now.tv_nsec) / 1_000_000
    }
}
