internal import Glibc

/// The time of day as text, made anew once a millisecond at most.
struct WallClock {
    private var bytes: [UInt8] = Array("1970-01-01T00:00:00.000Z".utf8)
    private var second: Int = -1
    private var millisecond: Int = -1
    private var date: [UInt8] = []
    private var dateSecond: Int = -1

    /// RFC 3339 in UTC with milliseconds: 24 bytes, valid until the next call.
    @inline(__always)
    mutating func text() -> UnsafeBufferPointer<UInt8> {
        var now = timespec()
        unsafe clock_gettime(CLOCK_REALTIME_COARSE, &now)
        let millisecond = now.tv_nsec / 1_000_000
        if now.tv_sec != self.second { self.writeSecond(now.tv_sec) }
        if millisecond != self.millisecond {
            self.millisecond = millisecond
            self.write(millisecond, digits: 3, at: 20)
        }
        return unsafe self.bytes.withUnsafeBufferPointer { unsafe $0 }
    }

    /// The value of `Date` (RFC 9110 §5.6.7): 29 bytes, valid until the next call.
    mutating func fieldValue() -> UnsafeBufferPointer<UInt8> {
        var now = timespec()
        unsafe clock_gettime(CLOCK_REALTIME_COARSE, &now)
        if now.tv_sec != self.dateSecond {
            self.dateSecond = now.tv_sec
            var time = time_t(now.tv_sec)
            var parts = unsafe tm()
            unsafe gmtime_r(&time, &parts)
            self.date = unsafe Self.date(unsafe parts)
        }
        return unsafe self.date.withUnsafeBufferPointer { unsafe $0 }
    }

    private mutating func writeSecond(_ second: Int) {
        self.second = second
        var time = time_t(second)
        var parts = unsafe tm()
        unsafe gmtime_r(&time, &parts)
        unsafe self.write(Int(parts.tm_year) + 1900, digits: 4, at: 0)
        unsafe self.write(Int(parts.tm_mon) + 1, digits: 2, at: 5)
        unsafe self.write(Int(parts.tm_mday), digits: 2, at: 8)
        unsafe self.write(Int(parts.tm_hour), digits: 2, at: 11)
        unsafe self.write(Int(parts.tm_min), digits: 2, at: 14)
        unsafe self.write(Int(parts.tm_sec), digits: 2, at: 17)
    }

    private mutating func write(_ value: Int, digits: Int, at offset: Int) {
        var value = value
        for index in stride(from: offset + digits - 1, through: offset, by: -1) {
            self.bytes[index] = UInt8(value % 10) + 0x30
            value /= 10
        }
    }

    private static func date(_ parts: tm) -> [UInt8] {
        let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        func two(_ value: Int32) -> String { (value < 10 ? "0" : "") + String(value) }
        let day = unsafe (name: days[Int(parts.tm_wday) % 7], number: two(parts.tm_mday))
        let month = unsafe months[Int(parts.tm_mon) % 12]
        let year = unsafe Int(parts.tm_year) + 1900
        let time = unsafe two(parts.tm_hour) + ":" + two(parts.tm_min) + ":" + two(parts.tm_sec)
        return Array("\(day.name), \(day.number) \(month) \(year) \(time) GMT".utf8)
    }
}
