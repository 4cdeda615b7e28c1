import Testing

@testable import proxyd

struct `A service that waits for what is not there` {
    @Test func `is told of after some seconds, once, and given up after more`() {
        var stall = ServiceStall()
        let start = ContinuousClock.now
        var verdicts: [ServiceStall.Verdict] = []
        verdicts.append(stall.take("no engine", at: start))
        verdicts.append(stall.take("no engine", at: start + .seconds(2)))
        verdicts.append(stall.take("no engine", at: start + .seconds(3)))
        verdicts.append(stall.take("no engine", at: start + .seconds(4)))
        verdicts.append(stall.take("another", at: start + .seconds(5)))
        verdicts.append(stall.take("another", at: start + .seconds(30)))
        #expect(verdicts == [.nothing, .nothing, .tell("no engine"), .nothing, .tell("another"), .end])
    }

    @Test func `is waited for anew once something went on`() {
        var stall = ServiceStall()
        let start = ContinuousClock.now
        var verdicts: [ServiceStall.Verdict] = []
        verdicts.append(stall.take("no engine", at: start))
        verdicts.append(stall.take(nil, at: start + .seconds(20)))
        verdicts.append(stall.take("no engine", at: start + .seconds(29)))
        verdicts.append(stall.take("no engine", at: start + .seconds(31)))
        verdicts.append(stall.take("no engine", at: start + .seconds(59)))
        #expect(verdicts == [.nothing, .nothing, .nothing, .nothing, .end])
    }
}
