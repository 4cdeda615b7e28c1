import ProxyModel
import Testing

@Suite struct `A volume of a service` {
    @Test(arguments: [
        ("data:/data", false, false), ("data:/data:ro", false, true), ("/srv/a:/data:rw", true, false),
        ("a.b-c_D:/x/y", false, false),
    ]) func `is written as source and target`(text: String, isBind: Bool, isReadOnly: Bool) throws {
        let volume = try #require(ServiceVolume(text))
        #expect(volume.isBind == isBind)
        #expect(volume.isReadOnly == isReadOnly)
        #expect(ServiceVolume(volume.description) == volume)
    }

    @Test(arguments: [
        "", ":", "data", "data:", ":/data", "data:data", "data:/", "-a:/data", "a b:/data", "./a:/data", "a/b:/data",
        "a:/b:/c", "a:/b:", "a:/b:ro,z", "a:/b\u{0}", "a:/b c", "\(String(repeating: "a", count: 65)):/data", "ä:/data",
    ]) func `is refused in every other form`(text: String) {
        #expect(ServiceVolume(text) == nil)
    }
}
