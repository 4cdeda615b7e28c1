import Testing

@testable import proxyd

@Suite struct `Scheduled jobs` {
    @Test func `run while their rounds come, and have stopped when none does`() {
        let start = ContinuousClock.now
        let jobs = ScheduledJobs(every: .seconds(60), from: start)
        #expect(jobs.areRunning(at: start + .seconds(179)) && !jobs.areRunning(at: start + .seconds(180)))
        jobs.noteRound(at: start + .seconds(180))
        #expect(jobs.areRunning(at: start + .seconds(181)))
    }
}
