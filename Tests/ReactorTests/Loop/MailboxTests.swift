import Glibc
import Reactor
import Synchronization
import Testing

@Suite struct MailboxTests {
    /// Values in the order in which jobs appended them.
    private final class Record: Sendable {
        private let values = Mutex<[Int]>([])

        func append(_ value: Int) { values.withLock { $0.append(value) } }

        var all: [Int] { values.withLock { $0 } }
    }

    @Test func `jobs run in the order of posting`() throws {
        let reactor = try Reactor()
        let record = Record()
        for value in 0..<100 { reactor.mailbox.post { record.append(value) } }
        reactor.turn(limit: 1000)
        #expect(record.all == Array(0..<100))
    }

    @Test func `a job posted by a job runs too`() throws {
        let reactor = try Reactor()
        let record = Record()
        let mailbox = reactor.mailbox
        mailbox.post {
            record.append(1)
            mailbox.post { record.append(2) }
        }
        reactor.turn { record.all == [1, 2] }
    }

    @Test func `a sleeping loop is woken from another thread, and its thread has the name`() throws {
        let record = Record()
        let running = Mutex<LoopBound<Reactor>?>(nil)
        let thread = try ReactorThread(name: "mailbox-test") { reactor in
            running.withLock { $0 = LoopBound(reactor) }
        }
        thread.mailbox.post {
            record.append(Self.threadName() == "mailbox-test" ? 1 : 0)
            running.withLock { $0 }?.value.stop()
        }
        thread.join()
        #expect(record.all == [1])
    }

    private static func threadName() -> String {
        guard let file = unsafe fopen("/proc/thread-self/comm", "r") else { return "" }
        defer { unsafe fclose(file) }
        var buffer = [UInt8](repeating: 0, count: 32)
        let count = unsafe fread(&buffer, 1, buffer.count, file)
        return String(decoding: buffer[..<max(0, count - 1)], as: UTF8.self)
    }

    @Test func `no job of many threads is lost, and each thread's keep their order`() async throws {
        let (threads, jobs) = (8, 2000)
        let record = Record()
        let running = Mutex<LoopBound<Reactor>?>(nil)
        let thread = try ReactorThread(name: "a name that is longer than fifteen bytes") { reactor in
            running.withLock { $0 = LoopBound(reactor) }
        }
        let mailbox = thread.mailbox
        await withTaskGroup { group in
            for sender in 0..<threads {
                group.addTask { for job in 0..<jobs { mailbox.post { record.append(sender * jobs + job) } } }
            }
        }
        mailbox.post { running.withLock { $0 }?.value.stop() }
        thread.join()
        let all = record.all
        #expect(all.count == threads * jobs)
        for sender in 0..<threads {
            #expect(all.filter { $0 / jobs == sender } == Array(sender * jobs..<(sender + 1) * jobs))
        }
    }

    @Test func `jobs posted after the reactor has gone are dropped`() throws {
        final class Cargo: Sendable {}
        weak var kept: Cargo?
        let mailbox = try Reactor().mailbox
        do {
            let cargo = Cargo()
            kept = cargo
            mailbox.post { _ = cargo }
        }
        #expect(kept == nil)
    }

    @Test func `jobs not run when the reactor goes are dropped with it`() throws {
        final class Cargo: Sendable {}
        weak var kept: Cargo?
        var reactor: Reactor? = try Reactor()
        let mailbox = reactor?.mailbox
        do {
            let cargo = Cargo()
            kept = cargo
            mailbox?.post { _ = cargo }
        }
        #expect(kept != nil)
        reactor = nil
        #expect(kept == nil)
    }
}
