import Glibc
import ProxyCore
import Reactor
import Testing

/// An access log that ends in the test.
final class LogCapture {
    let writer: LogWriter
    private let reading: Int32
    private let writing: Int32

    init() throws {
        var ends: [Int32] = [0, 0]
        let status = unsafe pipe(&ends)
        try #require(status == 0)
        (reading, writing) = (ends[0], ends[1])
        writer = try LogWriter(output: writing)
    }

    deinit { Socket.close(reading) }

    /// Ends the log and returns its lines; once.
    func lines() throws -> [String] {
        writer.stop(waitMS: 5_000)
        Socket.close(writing)
        var text: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64 * 1024)
        while true {
            let count = unsafe read(reading, &buffer, buffer.count)
            guard count > 0 else { break }
            text += buffer[..<count]
        }
        return String(decoding: text, as: UTF8.self).split(separator: "\n").map(String.init)
    }
}
