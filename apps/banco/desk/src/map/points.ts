/** Documents that have a place on a map, as the server gives them: GeoJSON points with the document's name. */
import type { Meta } from "@/data/meta"
import { call } from "@/data/request"

export type Place = [latitude: number, longitude: number]

interface Features {
	features: { properties: { name: string }; geometry: { coordinates: [number, number] } }[]
}

/** Whether documents of the doctype have coordinates, in the fields that Frappe's map view reads. */
export const hasPlaces = (meta: Meta) => Boolean(meta.field("latitude") && meta.field("longitude"))

/** Name of a document -> where it is, of those that the user may read. */
export async function fetchPlaces(doctype: string, filters: unknown[]): Promise<Map<string, Place>> {
	const found = await call<Features>("frappe.geo.utils.get_coords", {
		doctype,
		filters: JSON.stringify(filters),
		type: "coordinates",
	})
	return placesOf(found)
}

/** GeoJSON puts the longitude first; points off the earth are left out. */
export function placesOf(found: Features): Map<string, Place> {
	const places = new Map<string, Place>()
	for (const { properties, geometry } of found.features) {
		const [longitude, latitude] = geometry.coordinates
		if (Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180)
			places.set(properties.name, [latitude, longitude])
	}
	return places
}

/** The corners that hold every place; null where there is none. */
export function boundsOf(places: Iterable<Place>): [Place, Place] | null {
	const all = [...places]
	if (!all.length) return null
	const [latitudes, longitudes] = [all.map((place) => place[0]), all.map((place) => place[1])]
	return [
		[Math.min(...latitudes), Math.min(...longitudes)],
		[Math.max(...latitudes), Math.max(...longitudes)],
	]
}
