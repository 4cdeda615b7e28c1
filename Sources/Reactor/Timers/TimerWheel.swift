/// The deadlines of one reactor: a hashed wheel whose entries are moved lazily.
///
/// To push a deadline back costs one store: an entry stays in its bucket, and is put into a later one when the wheel
/// comes past it. Resolution is one tick; a deadline is never reported early.
@safe struct TimerWheel: ~Copyable {
    /// Milliseconds per tick.
    static let tick: Int64 = 16
    private static let bucketCount = 4096

    private let buckets: UnsafeMutablePointer<Unmanaged<EventHandler>?>
    private let occupied: UnsafeMutablePointer<UInt64>
    private var current: Int64
    private var count = 0

    init(now: Int64) {
        unsafe buckets = .allocate(capacity: Self.bucketCount)
        unsafe buckets.initialize(repeating: nil, count: Self.bucketCount)
        unsafe occupied = .allocate(capacity: Self.bucketCount / 64)
        unsafe occupied.initialize(repeating: 0, count: Self.bucketCount / 64)
        current = now / Self.tick
    }

    deinit {
        for index in 0..<Self.bucketCount {
            while let head = unsafe buckets[index] {
                let handler = unsafe head.takeUnretainedValue()
                unlinkNode(handler, index)
                handler.queuedTick = -1
                handler.deadline = .max
                unsafe head.release()
            }
        }
        unsafe buckets.deallocate()
        unsafe occupied.deallocate()
    }

    /// Sets or moves a deadline.
    ///
    /// The wheel retains a handler that it holds.
    mutating func set(_ handler: EventHandler, _ deadline: Int64) {
        handler.deadline = deadline
        let due = max(Self.firstTick(notBefore: deadline), current &+ 1)
        if handler.queuedTick >= 0 {
            if handler.queuedTick <= due { return }
            unlink(handler)
        } else {
            _ = unsafe Unmanaged.passRetained(handler)
        }
        link(handler, due)
    }

    /// Forgets a deadline.
    mutating func clear(_ handler: EventHandler) {
        handler.deadline = .max
        guard handler.queuedTick >= 0 else { return }
        unlink(handler)
        unsafe Unmanaged.passUnretained(handler).release()
    }

    /// Milliseconds until something may be due; nil when nothing is queued.
    func wait(now: Int64) -> Int64? {
        guard count > 0 else { return nil }
        let words = Self.bucketCount / 64
        let first = Int((current &+ 1) & Int64(Self.bucketCount - 1))
        var word = first / 64
        var bits = unsafe occupied[word] & (~0 << UInt64(first % 64))
        for step in 0...words {
            if bits != 0 {
                let index = word * 64 + bits.trailingZeroBitCount
                let distance = Int64((index - first) & (Self.bucketCount - 1))
                let due = (current &+ 1 &+ distance) * Self.tick
                return max(0, due - now)
            }
            if step == words { break }
            word = (word + 1) % words
            bits = unsafe occupied[word]
        }
        return Self.tick * Int64(Self.bucketCount)
    }

    /// Takes one handler whose deadline has passed, with the wheel's reference; nil when there is none at `now`.
    ///
    /// Called until it returns nil, since a callback may set and clear deadlines.
    mutating func takeDue(now: Int64) -> Unmanaged<EventHandler>? {
        let last = now / Self.tick
        while true {
            let index = Int(current & Int64(Self.bucketCount - 1))
            while let head = unsafe buckets[index] {
                let handler = unsafe head.takeUnretainedValue()
                unlink(handler)
                if handler.deadline <= now {
                    handler.deadline = .max
                    return unsafe head
                }
                if handler.deadline == .max {
                    unsafe head.release()
                    continue
                }
                link(handler, max(Self.firstTick(notBefore: handler.deadline), current &+ 1))
            }
            guard current < last else { return nil }
            current &+= 1
        }
    }

    /// The first tick that begins at or after a deadline: so it is never reported early.
    private static func firstTick(notBefore deadline: Int64) -> Int64 {
        deadline / tick &+ (deadline % tick > 0 ? 1 : 0)
    }

    private mutating func link(_ handler: EventHandler, _ due: Int64) {
        // Beyond the horizon: the farthest bucket, from where it is moved on. So a bucket holds one tick's entries only.
        let tick = min(due, current &+ Int64(Self.bucketCount) &- 1)
        handler.queuedTick = tick
        linkNode(handler, Int(tick & Int64(Self.bucketCount - 1)))
        count += 1
    }

    private mutating func unlink(_ handler: EventHandler) {
        unlinkNode(handler, Int(handler.queuedTick & Int64(Self.bucketCount - 1)))
        handler.queuedTick = -1
        count -= 1
    }

    private func linkNode(_ handler: EventHandler, _ index: Int) {
        let head = unsafe buckets[index]
        let node = unsafe Unmanaged.passUnretained(handler)
        unsafe handler.previousTimer = nil
        unsafe handler.nextTimer = head
        unsafe head?.takeUnretainedValue().previousTimer = node
        unsafe buckets[index] = node
        unsafe occupied[index / 64] |= 1 << UInt64(index % 64)
    }

    private func unlinkNode(_ handler: EventHandler, _ index: Int) {
        let previous = unsafe handler.previousTimer
        let next = unsafe handler.nextTimer
        if let previous = unsafe previous {
            unsafe previous.takeUnretainedValue().nextTimer = next
        } else {
            unsafe buckets[index] = next
            if unsafe next == nil { unsafe occupied[index / 64] &= ~(1 << UInt64(index % 64)) }
        }
        unsafe next?.takeUnretainedValue().previousTimer = previous
        unsafe handler.previousTimer = nil
        unsafe handler.nextTimer = nil
    }
}
