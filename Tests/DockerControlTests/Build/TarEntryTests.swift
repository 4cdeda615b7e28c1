import DockerControl
import Testing

@Suite struct `Making archives` {
    private func field(_ block: [UInt8], _ range: Range<Int>) -> String {
        String(decoding: block[range].prefix { $0 != 0 }, as: UTF8.self)
    }

    @Test func `a header has what POSIX says`() {
        let header = TarEntry(path: "folder/file", kind: .file(bytes: 513), mode: 0o100755, modified: 1_000_000_000)
            .header
        #expect(header.count == 512)
        #expect(field(header, 0..<100) == "folder/file")
        #expect(field(header, 100..<108) == "0000755")
        #expect(field(header, 124..<136) == "00000001001")
        #expect(field(header, 136..<148) == "07346545000")
        #expect(header[156] == UInt8(ascii: "0"))
        #expect(Array(header[257..<265]) == Array("ustar\u{0}00".utf8))
        var sum = header
        for index in 148..<156 { sum[index] = 0x20 }
        #expect(Int(field(header, 148..<154), radix: 8) == sum.reduce(0) { $0 + Int($1) })
    }

    @Test(arguments: [100, 101, 108, 990, 995, 1_000, 4_000]) func `long paths come in a header before`(length: Int) {
        let path = String(repeating: "p", count: length)
        let header = TarEntry(path: path, kind: .folder).header
        guard length > 100 else {
            #expect(header.count == 512)
            return
        }
        #expect(header[156] == UInt8(ascii: "x"))
        let size = Int(field(header, 124..<136), radix: 8) ?? 0
        let record = String(decoding: header[512..<512 + size], as: UTF8.self)
        #expect(record == "\(size) path=\(path)\n")
        #expect(header.count == 512 + size + TarEntry.padding(UInt64(size)) + 512)
        #expect(header[header.count - 512 + 156] == UInt8(ascii: "5"))
    }

    @Test func `large files and long links come in a header before`() {
        let large = TarEntry(path: "f", kind: .file(bytes: 1 << 33)).header
        #expect(String(decoding: large[512..<600], as: UTF8.self).hasPrefix("19 size=8589934592\n"))
        let target = String(repeating: "t", count: 200)
        let link = TarEntry(path: "l", kind: .link(target)).header
        #expect(String(decoding: link[512..<1_024], as: UTF8.self).hasPrefix("214 linkpath=\(target)\n"))
        #expect(link[1_024 + 156] == UInt8(ascii: "2"))
    }

    @Test(arguments: [(0, 0), (1, 511), (512, 0), (513, 511)]) func `contents fill blocks`(bytes: UInt64, padding: Int)
    {
        #expect(TarEntry.padding(bytes) == padding)
    }
}
