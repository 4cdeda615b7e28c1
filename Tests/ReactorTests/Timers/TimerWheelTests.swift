import Testing

@testable import Reactor

@Suite struct TimerWheelTests {
    private let tick = TimerWheel.tick

    /// Everything that is due at a time, in the order in which it is reported.
    private func due(_ wheel: inout TimerWheel, _ now: Int64) -> [EventHandler] {
        var handlers: [EventHandler] = []
        while let one = unsafe wheel.takeDue(now: now) { unsafe handlers.append(one.takeRetainedValue()) }
        return handlers
    }

    @Test(arguments: [0, 1, 15, 16, 17, 31, 32, 1000, 65_519, 65_520, 65_536, 65_537, 200_000] as [Int64])
    func `a deadline is never early and at most one tick late`(_ deadline: Int64) {
        for start: Int64 in [0, 7, 16, 12_345_678] {
            var wheel = TimerWheel(now: start)
            let handler = EventHandler()
            wheel.set(handler, start + deadline)
            var now = start
            var reported: Int64 = -1
            while reported < 0, now < start + deadline + 10 * tick {
                if !due(&wheel, now).isEmpty { reported = now }
                now += 1
            }
            #expect(reported >= start + deadline)
            #expect(reported <= start + deadline + tick)
        }
    }

    @Test func `a deadline is reported once and is over then`() {
        var wheel = TimerWheel(now: 0)
        let handler = EventHandler()
        wheel.set(handler, 100)
        #expect(due(&wheel, 200).count == 1)
        #expect(handler.deadline == .max)
        #expect(due(&wheel, 1000).isEmpty)
        #expect(wheel.wait(now: 1000) == nil)
    }

    @Test func `a deadline that is moved back is reported at its new time`() {
        var wheel = TimerWheel(now: 0)
        let handler = EventHandler()
        wheel.set(handler, 100)
        wheel.set(handler, 500)
        #expect(due(&wheel, 499).isEmpty)
        #expect(due(&wheel, 512).count == 1)
    }

    @Test func `a deadline that is moved forward is reported at its new time`() {
        var wheel = TimerWheel(now: 0)
        let handler = EventHandler()
        wheel.set(handler, 60_000)
        wheel.set(handler, 100)
        #expect(due(&wheel, 112).count == 1)
        #expect(due(&wheel, 70_000).isEmpty)
    }

    @Test func `a cleared deadline is not reported and can be set again`() {
        var wheel = TimerWheel(now: 0)
        let handler = EventHandler()
        wheel.set(handler, 100)
        wheel.clear(handler)
        wheel.clear(handler)
        #expect(wheel.wait(now: 0) == nil)
        #expect(due(&wheel, 50).isEmpty)
        wheel.set(handler, 150)
        #expect(due(&wheel, 149).isEmpty)
        #expect(due(&wheel, 160).count == 1)
    }

    @Test(arguments: [65_536, 70_000, 131_072, 1_000_000, 86_400_000] as [Int64])
    func `a deadline beyond the horizon keeps its time`(_ deadline: Int64) {
        var wheel = TimerWheel(now: 5)
        let handler = EventHandler()
        wheel.set(handler, deadline)
        var now: Int64 = 5
        var wakes = 0
        while due(&wheel, now).isEmpty {
            guard let wait = wheel.wait(now: now) else { break }
            now += max(1, wait)
            wakes += 1
        }
        #expect(now >= deadline)
        #expect(now <= deadline + tick)
        // One wake-up per turn of the wheel, not per tick.
        #expect(wakes <= 3 + Int(deadline / 65_000))
    }

    @Test func `a deadline that is never neither fires nor spins`() {
        var wheel = TimerWheel(now: 0)
        let handler = EventHandler()
        wheel.set(handler, .max)
        #expect((wheel.wait(now: 0) ?? .max) > 60_000)
        #expect(due(&wheel, 1_000_000).isEmpty)
        wheel.set(handler, .max - 1)
        #expect(due(&wheel, 2_000_000).isEmpty)
        #expect((wheel.wait(now: 2_000_000) ?? .max) > 10_000)
    }

    @Test func `a handler that sets its deadline again at once does not hold up the loop`() {
        var wheel = TimerWheel(now: 0)
        let handler = EventHandler()
        wheel.set(handler, 10)
        var reported = 0
        while unsafe wheel.takeDue(now: 1000)?.release() != nil, reported < 1000 {
            reported += 1
            wheel.set(handler, 1000)
        }
        #expect(reported < 3)
    }

    @Test func `the wheel keeps what it holds alive and nothing longer`() {
        var wheel = TimerWheel(now: 0)
        weak var fired: EventHandler?
        weak var cleared: EventHandler?
        do {
            let (one, two) = (EventHandler(), EventHandler())
            (fired, cleared) = (one, two)
            for handler in [one, two] { wheel.set(handler, 100) }
        }
        #expect(fired != nil)
        #expect(cleared != nil)
        if let cleared { wheel.clear(cleared) }
        #expect(cleared == nil)
        #expect(due(&wheel, 200).count == 1)
        #expect(fired == nil)
    }

    @Test func `handlers still held go with the wheel`() {
        weak var handler: EventHandler?
        do {
            var wheel = TimerWheel(now: 0)
            let one = EventHandler()
            handler = one
            wheel.set(one, 100)
        }
        #expect(handler == nil)
    }

    @Test(arguments: [1, 2, 3, 4] as [UInt64])
    func `agrees with a list of deadlines under random use`(_ seed: UInt64) {
        var generator = SeededGenerator(seed)
        var now = Int64.random(in: 0...1_000_000, using: &generator)
        var wheel = TimerWheel(now: now)
        let handlers = (0..<60).map { _ in EventHandler() }
        var model = [Int64](repeating: .max, count: handlers.count)
        let indices = Dictionary(uniqueKeysWithValues: handlers.enumerated().map { (ObjectIdentifier($1), $0) })
        for _ in 0..<8000 {
            let index = Int.random(in: 0..<handlers.count, using: &generator)
            switch Int.random(in: 0..<10, using: &generator) {
            case 0..<5:
                let span: Int64 = [20, 2000, 70_000, 300_000].randomElement(using: &generator) ?? 20
                model[index] = now + Int64.random(in: 0...span, using: &generator)
                wheel.set(handlers[index], model[index])
            case 5, 6:
                model[index] = .max
                wheel.clear(handlers[index])
            default:
                let step: Int64 = [1, 16, 300, 5000, 100_000].randomElement(using: &generator) ?? 1
                now += Int64.random(in: 0...step, using: &generator)
                for handler in due(&wheel, now) {
                    let index = indices[ObjectIdentifier(handler)] ?? 0
                    #expect(model[index] <= now, "early, seed \(seed)")
                    model[index] = .max
                }
            }
            // All that is left is in the future, as far as the resolution goes, and the loop wakes up in time for it.
            if let next = model.min(), next < .max {
                #expect(next > now - tick - tick, "late, seed \(seed)")
                let due = max((next + tick - 1) / tick, now / tick + 1) * tick
                #expect((wheel.wait(now: now) ?? .max) <= due - now, "asleep, seed \(seed)")
            }
        }
        for (index, handler) in handlers.enumerated() where model[index] < .max { wheel.clear(handler) }
        #expect(wheel.wait(now: now) == nil)
    }
}
