import ProxyModel
import Synchronization
import Testing

@testable import ManagementAPI

@Suite struct `Count of records that refer to nothing` {
    private func snapshot(_ revision: Revision) -> ConfigurationSnapshot { ConfigurationSnapshot(revision: revision) }

    @Test func `is made by one caller at a time, also the first time`() throws {
        let orphans = OrphanCount()
        let made = Mutex(0)
        let first = snapshot(1)
        let told = orphans.count(first) {
            made.withLock { $0 += 1 }
            // Who comes while it is made makes none, and does not wait.
            #expect(orphans.count(first) { 100 } == 0)
            return 7
        }
        #expect(told == 7 && made.withLock(\.self) == 1)
        let second = orphans.count(snapshot(2)) {
            #expect(orphans.count(first) { 100 } == 7)
            return 8
        }
        #expect(second == 8)
    }

    @Test func `is made once for each revision`() {
        let orphans = OrphanCount()
        #expect(orphans.count(snapshot(1)) { 7 } == 7)
        #expect(orphans.count(snapshot(1)) { 9 } == 7)
        #expect(orphans.count(snapshot(2)) { 9 } == 9)
    }
}
