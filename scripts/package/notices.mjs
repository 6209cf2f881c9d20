export async function writeNotices() {}
