internal import CLinux
internal import Glibc

/// An epoll loop with deadlines and a mailbox; everything registered here is confined to the thread that runs it.
///
/// Descriptors are registered once, edge-triggered for both directions: no further `epoll_ctl` during their life.
@safe package final class Reactor {
    @safe private struct Slot {
        var handler: Unmanaged<EventHandler>?
        var generation: UInt32 = 0
    }

    private static let batch = 512

    /// Milliseconds of the monotonic clock at the start of the current batch of events.
    package private(set) var now: Int64
    /// How many events the current batch has.
    package private(set) var eventCount = 0
    /// The door for other threads.
    package let mailbox: Mailbox
    /// Called at the end of each batch, before the loop waits again.
    package var afterBatch: (() -> Void)?

    private let epoll: Int32
    private let events: UnsafeMutablePointer<epoll_event>
    private var slots: UnsafeMutablePointer<Slot>
    private var slotCapacity = 64
    private var slotCount = 0
    private var freeSlots: [Int32] = []
    private var retired: [EventHandler] = []
    private var again: [EventHandler] = []
    private var againNext: [EventHandler] = []
    private var wheel: TimerWheel
    private var busyPoll = BusyPoll()
    private var isRunning = false
    private var isInBatch = false

    /// Opens the loop's descriptors; throws `SystemError`.
    package init() throws(SystemError) {
        now = Self.clock()
        mailbox = try Mailbox()
        epoll = epoll_create1(0x80000)
        guard epoll >= 0 else { throw SystemError("epoll_create1", errno) }
        unsafe events = .allocate(capacity: Self.batch)
        unsafe slots = .allocate(capacity: 64)
        wheel = TimerWheel(now: now)
        var event = unsafe epoll_event()
        unsafe event.events = proxyd_epoll_in
        unsafe event.data.u64 = .max
        guard unsafe epoll_ctl(epoll, EPOLL_CTL_ADD, mailbox.descriptor, &event) == 0 else {
            throw SystemError("epoll_ctl", errno)
        }
    }

    /// Closes what is still registered, and drops the jobs that have not run.
    deinit {
        mailbox.close()
        for index in 0..<slotCount {
            guard let entry = unsafe slots[index].handler else { continue }
            let handler = unsafe entry.takeRetainedValue()
            Socket.close(handler.descriptor)
            handler.descriptor = -1
            handler.slot = -1
        }
        Socket.close(epoll)
        unsafe events.deallocate()
        unsafe slots.deallocate()
    }

    /// Milliseconds of the monotonic clock now.
    package static func clock() -> Int64 {
        var time = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) &* 1000 &+ Int64(time.tv_nsec) / 1_000_000
    }

    /// Nanoseconds of the monotonic clock now.
    @inlinable
    package static func nanoseconds() -> UInt64 {
        var time = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(truncatingIfNeeded: time.tv_sec) &* 1_000_000_000 &+ UInt64(truncatingIfNeeded: time.tv_nsec)
    }

    // MARK: - Registration

    /// Watches a descriptor for both directions from now on; throws `SystemError`, and then the descriptor is still open.
    package func register(_ handler: EventHandler, _ descriptor: Int32) throws(SystemError) {
        try watch(handler, descriptor, proxyd_epoll_both_edges)
    }

    /// Watches a listening socket: `ready` is called in each batch as long as somebody waits there, so that one accept per
    /// call is enough; throws `SystemError`, and then the descriptor is still open.
    package func registerListening(_ handler: EventHandler, _ descriptor: Int32) throws(SystemError) {
        try watch(handler, descriptor, proxyd_epoll_in)
    }

    /// Stops or begins again to report who waits at a listening socket.
    package func setListening(_ handler: EventHandler, _ isListening: Bool) {
        guard handler.descriptor >= 0, handler.slot >= 0 else { return }
        var event = unsafe epoll_event()
        unsafe event.events = isListening ? proxyd_epoll_in : 0
        unsafe event.data.u64 = unsafe Self.tag(handler.slot, slots[Int(handler.slot)].generation)
        _ = unsafe epoll_ctl(epoll, EPOLL_CTL_MOD, handler.descriptor, &event)
    }

    private static func tag(_ slot: Int32, _ generation: UInt32) -> UInt64 {
        UInt64(generation) << 32 | UInt64(UInt32(bitPattern: slot))
    }

    private func watch(_ handler: EventHandler, _ descriptor: Int32, _ interest: UInt32) throws(SystemError) {
        let slot = takeSlot()
        var event = unsafe epoll_event()
        unsafe event.events = interest
        unsafe event.data.u64 = unsafe Self.tag(slot, slots[Int(slot)].generation)
        guard unsafe epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event) == 0 else {
            let code = errno
            freeSlots.append(slot)
            throw SystemError("epoll_ctl", code)
        }
        handler.descriptor = descriptor
        handler.slot = slot
        unsafe slots[Int(slot)].handler = Unmanaged.passRetained(handler)
    }

    /// Ends watching and hands the descriptor back, open; -1 when there was none.
    package func release(_ handler: EventHandler) -> Int32 {
        let descriptor = handler.descriptor
        guard descriptor >= 0 else { return -1 }
        if handler.slot >= 0 {
            var event = unsafe epoll_event()
            _ = unsafe epoll_ctl(epoll, EPOLL_CTL_DEL, descriptor, &event)
        }
        forget(handler)
        return descriptor
    }

    /// Closes a handler's descriptor and forgets its deadline.
    ///
    /// The object lives until the end of the batch.
    package func close(_ handler: EventHandler) {
        wheel.clear(handler)
        let descriptor = handler.descriptor
        guard descriptor >= 0 else { return }
        forget(handler)
        Socket.close(descriptor)
    }

    /// Calls `ready` with `.again` in the next batch, after new events were looked at: for what is too long for one turn.
    package func callAgain(_ handler: EventHandler) {
        guard !handler.isAgainQueued else { return }
        handler.isAgainQueued = true
        againNext.append(handler)
    }

    /// Every handler that has a descriptor here, in no order; made anew at each call.
    package var handlers: [EventHandler] {
        (0..<slotCount).compactMap { unsafe slots[$0].handler?.takeUnretainedValue() }
    }

    // MARK: - Deadlines

    /// Sets the handler's deadline, in milliseconds from the start of this batch.
    @inline(always)
    package func setDeadline(_ handler: EventHandler, after milliseconds: Int64) {
        let (sum, isBeyond) = now.addingReportingOverflow(milliseconds)
        let deadline = isBeyond ? .max : sum
        // The usual case, a deadline pushed back, is one store.
        if handler.queuedTick >= 0, handler.queuedTick &* TimerWheel.tick <= deadline {
            handler.deadline = deadline
            return
        }
        wheel.set(handler, deadline)
    }

    /// Takes the handler's deadline away.
    package func clearDeadline(_ handler: EventHandler) {
        // The entry stays in the wheel until that comes past it: cheaper than to unlink it now.
        if handler.queuedTick >= 0, handler.descriptor >= 0 {
            handler.deadline = .max
        } else {
            wheel.clear(handler)
        }
    }

    // MARK: - The loop

    /// How long the loop polls for an event that is expected at once, in microseconds, before it sleeps; 0 = not at all.
    package var busyPollMicroseconds: UInt64 {
        get { busyPoll.budget / 1_000 }
        set { busyPoll.budget = newValue &* 1_000 }
    }

    /// Says that an event is expected within microseconds: it is not worth sleeping before it.
    @inline(always)
    package func expectEvent() { busyPoll.expect() }

    /// Runs until `stop`.
    package func run() {
        isRunning = true
        while isRunning { turn(limit: nil) }
    }

    /// Ends `run` after the current batch; on the reactor's thread.
    package func stop() { isRunning = false }

    /// Waits for one batch of events and handles it; waits at most `limit` milliseconds.
    package func turn(limit: Int64?) {
        swap(&again, &againNext)
        var timeout: Int64 = again.isEmpty ? wheel.wait(now: now) ?? -1 : 0
        if let limit, timeout < 0 || timeout > limit { timeout = limit }
        let wait = Int32(clamping: timeout)
        var count = busyPoll.begins() && wait != 0 ? poll() : 0
        if count == 0 { count = unsafe proxyd_epoll_wait(epoll, events, Int32(Self.batch), wait) }
        now = Self.clock()
        isInBatch = true
        eventCount = Int(max(count, 0))
        var hasMail = false
        if count > 0 {
            for index in 0..<Int(count) {
                let data = unsafe events[index].data.u64
                if data == .max {
                    hasMail = true
                    continue
                }
                let slot = Int(truncatingIfNeeded: data & 0xFFFF_FFFF)
                let generation = UInt32(truncatingIfNeeded: data >> 32)
                guard unsafe slots[slot].generation == generation, let handler = unsafe slots[slot].handler else {
                    continue
                }
                let bits = unsafe events[index].events
                unsafe handler._withUnsafeGuaranteedRef { $0.ready(bits) }
            }
        }
        if hasMail { for job in mailbox.take() { job() } }
        while let due = unsafe wheel.takeDue(now: now) {
            let handler = unsafe due.takeRetainedValue()
            handler.deadlineReached()
        }
        if !again.isEmpty { runAgain() }
        afterBatch?()
        isInBatch = false
        if !retired.isEmpty { retired.removeAll(keepingCapacity: true) }
    }

    private func poll() -> Int32 {
        let end = Self.nanoseconds() &+ busyPoll.budget
        var count: Int32 = 0
        repeat {
            count = unsafe proxyd_epoll_wait(epoll, events, Int32(Self.batch), 0)
        } while count == 0 && Self.nanoseconds() < end
        busyPoll.ended(found: count > 0)
        return count
    }

    private func runAgain() {
        for handler in again {
            handler.isAgainQueued = false
            if handler.descriptor >= 0 { handler.ready(Readiness.again.rawValue) }
        }
        again.removeAll(keepingCapacity: true)
    }

    private func takeSlot() -> Int32 {
        if let slot = freeSlots.popLast() { return slot }
        if slotCount == slotCapacity {
            let larger = UnsafeMutablePointer<Slot>.allocate(capacity: slotCapacity * 2)
            unsafe larger.moveInitialize(from: slots, count: slotCount)
            unsafe slots.deallocate()
            unsafe slots = larger
            slotCapacity *= 2
        }
        unsafe (slots + slotCount).initialize(to: Slot())
        slotCount += 1
        return Int32(slotCount - 1)
    }

    private func forget(_ handler: EventHandler) {
        let slot = Int(handler.slot)
        handler.descriptor = -1
        handler.slot = -1
        guard slot >= 0, let entry = unsafe slots[slot].handler else { return }
        unsafe slots[slot].handler = nil
        // A stale event of this batch must not reach the slot's next owner.
        unsafe slots[slot].generation &+= 1
        freeSlots.append(Int32(slot))
        let reference = unsafe entry.takeRetainedValue()
        // Between batches nobody is in a callback, and there may be no further batch.
        if isInBatch { retired.append(reference) }
    }
}

@available(*, unavailable)
extension Reactor: Sendable {}
