import Testing

@testable import proxyd

@Suite struct `Scheduled jobs` {
    @Test(arguments: ScheduledJobs.Job.allCases)
    func `run while their rounds come, and have stopped when none does`(job: ScheduledJobs.Job) {
        let start = ContinuousClock.now
        let jobs = ScheduledJobs(from: start)
        let end = start + job.pause * 3 + .seconds(60)
        #expect(!jobs.stopped(at: end - .seconds(1)).contains(job) && jobs.stopped(at: end).contains(job))
        jobs.noteRound(of: job, at: end)
        #expect(!jobs.stopped(at: end + .seconds(1)).contains(job))
    }

    @Test func `none hides that another has stopped`() {
        let start = ContinuousClock.now
        let jobs = ScheduledJobs(from: start)
        let later = start + .seconds(7 * 24 * 3_600)
        for job in ScheduledJobs.Job.allCases where job != .registrationPruning { jobs.noteRound(of: job, at: later) }
        #expect(jobs.stopped(at: later) == [.registrationPruning])
    }
}
